/** Each flow up to its last request, so that a test can let that one fail at any of its calls to the store. */
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import type { Answer } from '../world/browser.ts';
import { consentTo, loginOf, openPerson, type Person } from './bare-flows.ts';
import { type BareHost, startBareHost } from './bare-host.ts';
import { createFaultyStore, type FaultyStore } from './faulty-store.ts';

export interface World {
  readonly host: BareHost;
  readonly faulty: FaultyStore;
  person: Person;
}

/** Prepares, and answers the request that is to fail; called again, it is the customer's reload. */
export type Flow = (world: World) => Promise<() => Promise<Answer>>;

export async function startWorld(): Promise<World> {
  const faulty = createFaultyStore(createMemoryStore({ clock: () => new Date() }));
  const host = await startBareHost(faulty.store);
  return { host, faulty, person: openPerson(host) };
}

/** Resumes as the browser does, without going on to the next page. */
function resumption({ person }: World, finished: Answer): () => Promise<Answer> {
  return () => person.browser.request('GET', finished.headers.location ?? '');
}

export const flows: Readonly<Record<string, Flow>> = {
  async 'a first login'(world) {
    const page = await world.person.authorize('rp-pro');
    return resumption(world, await world.person.moveOnly(page, 'finish', loginOf('pro-camille')));
  },
  async 'a login in a live session'(world) {
    await world.person.login('rp-pro', 'pro-camille');
    const page = await world.person.authorize('rp-pro', { prompt: 'login' });
    return resumption(world, await world.person.moveOnly(page, 'finish', loginOf('pro-camille')));
  },
  async 'single sign-on'({ person }) {
    await person.login('rp-pro', 'pro-camille');
    return () => person.authorize('rp-pro', { prompt: 'none' });
  },
  async 'a consent'({ person }) {
    await person.login('rp-pro', 'pro-camille');
    const page = await person.authorize('rp-particuliers', { linked_from: 'pro' });
    return () => person.move(page, 'accept', consentTo(page));
  },
  async 'a poll that is approved'({ person }) {
    await person.login('rp-pro', 'pro-camille');
    const page = await person.consent();
    return () => person.move(page, 'poll');
  },
  async 'the end of an activation'(world) {
    await world.person.login('rp-pro', 'pro-camille');
    const page = await world.person.consent();
    await world.person.move(page, 'poll');
    return resumption(world, await world.person.moveOnly(page, 'finish'));
  },
  async 'a silent switch'(world) {
    await world.person.login('rp-pro', 'pro-camille');
    await world.person.activate();
    world.person = openPerson(world.host);
    await world.person.login('rp-pro', 'pro-camille');
    return () => world.person.authorize('rp-particuliers', { linked_from: 'pro', prompt: 'none' });
  },
  async 'a step-up'(world) {
    await world.person.login('rp-pro', 'pro-camille');
    await world.person.activate();
    const page = await world.person.authorize('rp-particuliers', { prompt: 'login' });
    return resumption(world, await world.person.moveOnly(page, 'finish', loginOf('particuliers-camille')));
  },
};
