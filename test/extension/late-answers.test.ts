/** Answers that come late, to a browser whose session has ended or has taken a new id since the request was sent (T62). */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { openBrowser } from '../world/browser.ts';
import { loginOf, openPerson, outcomeOf, type Person } from './bare-flows.ts';
import { type BareHost, startBareHost } from './bare-host.ts';
import { createFaultyStore, type FaultyStore } from './faulty-store.ts';

describe('an answer that comes late', () => {
  let host: BareHost;
  let faulty: FaultyStore;
  let person: Person;
  beforeEach(async () => {
    faulty = createFaultyStore(createMemoryStore({ clock: () => new Date() }));
    host = await startBareHost(faulty.store);
    person = openPerson(host);
    await person.login('rp-pro', 'pro-camille');
  });
  afterEach(() => host.close());

  it('T62: a sign-out form for a session that ends while it is drawn is no bare error', async () => {
    const page = await person.authorize('rp-pro', { prompt: 'login' });
    const stored = await person.moveOnly(page, 'finish', loginOf('pro-paul'));
    faulty.watch();
    const write = faulty.hold('Session.upsert');
    const late = person.browser.get(stored.headers['location'] ?? '');
    await write.reached;
    await host.passerelle.accounts.endSessions('pro-camille');
    write.release();
    const form = await late;
    expect(form.status).toBe(200);
    expect((await person.browser.submit(form)).status).toBe(400);
  });

  it('T62: a request that carries the id from before a login leaves the browser the new one', async () => {
    const before = ['_session.pro', '_session.pro.sig'].map((name) => `${name}=${person.browser.cookie(name)}`);
    const page = await person.authorize('rp-pro', { prompt: 'login' });
    expect(outcomeOf(await person.move(page, 'finish', loginOf('pro-camille')))).toBe('code');
    const earlier = openBrowser(host.origin);
    for (const cookie of before) earlier.setCookie(cookie);
    const late = await openPerson(host, earlier).authorize('rp-pro', { prompt: 'none' });
    expect(outcomeOf(late)).toBe('login_required');
    expect(String(late.headers['set-cookie'] ?? '')).not.toContain('_session.pro=');
    expect(outcomeOf(await person.authorize('rp-pro', { prompt: 'none' }))).toBe('code');
  });

  it('T62: a browser with such an id signs out of nothing, and in again', async () => {
    await host.passerelle.accounts.endSessions('pro-camille');
    const form = await person.browser.get('/session/end?client_id=rp-pro');
    expect((await person.browser.submit(form, { logout: 'yes' })).status).toBe(200);
    await person.login('rp-pro', 'pro-camille');
    expect(outcomeOf(await person.authorize('rp-pro', { prompt: 'none' }))).toBe('code');
  });
});
