import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { loginOf, openPerson, outcomeOf } from './bare-flows.ts';
import { account, type BareHost, startBareHost } from './bare-host.ts';

describe('an interaction planted in the browser of somebody else', () => {
  let host: BareHost;
  beforeEach(async () => {
    host = await startBareHost(createMemoryStore({ clock: () => new Date() }));
  });
  afterEach(() => host.close());

  it("T8: begun in the attacker's session, with the attacker's login stored, it neither signs the victim out nor in as the attacker", async () => {
    const attacker = openPerson(host);
    await attacker.login('rp-particuliers', 'particuliers-paul');
    const page = await attacker.authorize('rp-particuliers', { prompt: 'login' });
    const resume = await attacker.moveOnly(page, 'finish', loginOf('particuliers-paul'));
    const { pathname } = new URL(resume.headers.location ?? '');

    const victim = openPerson(host);
    await victim.login('rp-particuliers', 'particuliers-camille');
    for (const name of ['_interaction_resume', '_interaction_resume.sig']) {
      victim.browser.setCookie(`${name}=${attacker.browser.cookie(name, pathname)}; path=${pathname}`);
    }
    const answer = await victim.browser.get(pathname);
    expect(answer.status).toBe(400);
    expect(answer.forms).toEqual([]);
    expect(outcomeOf(await victim.authorize('rp-particuliers', { prompt: 'none' }))).toBe('code');
  });

  /** Plants the attacker's finished login of `path` at a victim who is signed in. */
  async function plantedAt(attacker: ReturnType<typeof openPerson>, path: string) {
    const victim = openPerson(host);
    await victim.login('rp-particuliers', 'particuliers-camille');
    for (const name of ['_interaction_resume', '_interaction_resume.sig']) {
      victim.browser.setCookie(`${name}=${attacker.browser.cookie(name, path)}; path=${path}`);
    }
    const answer = await victim.browser.get(path);
    return { answer, victim };
  }

  it('T8: begun with nobody signed in, it neither signs the victim out nor in as the attacker', async () => {
    const attacker = openPerson(host);
    const page = await attacker.authorize('rp-particuliers');
    const resume = await attacker.moveOnly(page, 'finish', loginOf('particuliers-paul'));
    const { answer, victim } = await plantedAt(attacker, new URL(resume.headers.location ?? '').pathname);
    expect({ status: answer.status, forms: answer.forms }).toEqual({ status: 400, forms: [] });
    expect(outcomeOf(await victim.authorize('rp-particuliers', { prompt: 'none' }))).toBe('code');
  });

  it('T8: stopped between the sign-out of one and the login of another, it does neither to the victim', async () => {
    host.accounts.set('particuliers-inès', account('particuliers', 'inès'));
    const attacker = openPerson(host);
    await attacker.login('rp-particuliers', 'particuliers-inès');
    const page = await attacker.authorize('rp-particuliers', { prompt: 'login' });
    const resume = await attacker.moveOnly(page, 'finish', loginOf('particuliers-paul'));
    const { pathname } = new URL(resume.headers.location ?? '');
    expect((await attacker.browser.request('GET', pathname)).forms).toHaveLength(1);
    const { answer, victim } = await plantedAt(attacker, pathname);
    expect({ status: answer.status, forms: answer.forms }).toEqual({ status: 400, forms: [] });
    expect(outcomeOf(await victim.authorize('rp-particuliers', { prompt: 'none' }))).toBe('code');
  });

  it('T8: a page whose session ended while its answer waited for it asks anew, and signs nobody in by itself', async () => {
    const person = openPerson(host);
    await person.login('rp-particuliers', 'particuliers-camille');
    const page = await person.authorize('rp-particuliers', { prompt: 'login' });
    const resume = await person.moveOnly(page, 'finish', loginOf('particuliers-camille'));
    await host.passerelle.accounts.endSessions('particuliers-camille');
    const { pathname } = new URL(resume.headers.location ?? '');
    expect((await person.browser.get(pathname)).status).toBe(400);
    // Back to the page, as the back button does.
    expect((await person.look(page)).status).toBe(200);
    expect(outcomeOf(await person.authorize('rp-particuliers', { prompt: 'none' }))).toBe('login_required');
    expect(outcomeOf(await person.move(page, 'finish', loginOf('particuliers-camille')))).toBe('code');
  });
});
