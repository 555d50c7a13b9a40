/** DESIGN.md row 3 on a page that is open: a hint of somebody other than the counterpart means no activation, whoever is the counterpart by now. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { consentTo, openPerson, outcomeOf, type Person, pageOf, relyingParty } from './bare-flows.ts';
import { type BareHost, startBareHost } from './bare-host.ts';

describe('a consent page of a request that hints at the counterpart', () => {
  let host: BareHost;
  let person: Person;
  beforeEach(async () => {
    host = await startBareHost(createMemoryStore({ clock: () => new Date() }));
    person = openPerson(host);
  });
  afterEach(() => host.close());

  const hintOf = async (accountId: string) => {
    const answer = await openPerson(host).login('rp-particuliers', accountId);
    return (await relyingParty(host, 'rp-particuliers').exchange(answer)).id_token ?? '';
  };

  it('T28: offers no link of somebody else who signed in to the source meanwhile, and accepts none', async () => {
    await person.login('rp-pro', 'pro-camille');
    const page = await person.authorize('rp-particuliers', { linked_from: 'pro', id_token_hint: await hintOf('particuliers-camille') });
    expect(pageOf(page)).toMatchObject({ page: 'consent', sourceAccount: { accountId: 'pro-camille' } });
    await person.browser.post('/sign-out/pro', {});
    await person.login('rp-pro', 'pro-paul');
    const now = await person.look(page);
    expect(pageOf(now)).toMatchObject({ page: 'resolved' });
    expect(pageOf(await person.move(now, 'accept', consentTo(now)))).toEqual({ no_such_move: 'accept' });
    expect(await host.passerelle.links.list('pro-paul')).toEqual([]);
    expect(pageOf(await person.move(now, 'proceed'))).toMatchObject({ page: 'login' });
    expect(outcomeOf(await person.authorize('rp-particuliers', { prompt: 'none' }))).toBe('login_required');
  });
});
