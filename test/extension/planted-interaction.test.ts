import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { loginOf, openPerson, outcomeOf } from './bare-flows.ts';
import { type BareHost, startBareHost } from './bare-host.ts';

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
});
