import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import {
  authorizationUrl,
  codeOf,
  isActive,
  loginOf,
  openPerson,
  outcomeOf,
  type Person,
  relyingParty,
  type Tokens,
} from './bare-flows.ts';
import { type BareHost, startBareHost } from './bare-host.ts';
import { createFaultyStore, type FaultyStore } from './faulty-store.ts';

/** Calls to a store take their time, so that a check and its write come apart where they can. */
const latency = () => new Promise<void>((resolve) => setTimeout(resolve, 2));
const times = (count: number) => Array.from({ length: count });

describe('what may be used once', () => {
  let host: BareHost;
  let person: Person;
  let faulty: FaultyStore;
  beforeEach(async () => {
    faulty = createFaultyStore(createMemoryStore({ clock: () => new Date(), latency }));
    host = await startBareHost(faulty.store);
    person = openPerson(host);
    await person.login('rp-pro', 'pro-camille');
  });
  afterEach(() => host.close());

  const pro = () => relyingParty(host, 'rp-pro');
  const newCode = async (client = 'rp-pro') => codeOf(await person.authorize(client, { prompt: 'none' }));

  it.each([
    ['direct', 'rp-pro'],
    ['linked', 'rp-particuliers'],
  ])('T19: 20 parallel exchanges of one code of a %s login: one succeeds, and its family dies', async (kind, client) => {
    if (kind === 'linked') await person.activate();
    const code = await newCode(client);
    const answers = await Promise.all(times(20).map(() => relyingParty(host, client).redeem(code)));
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    expect(answers.filter(({ tokens }) => tokens.error === 'invalid_grant')).toHaveLength(19);
    expect(await isActive(host, won[0]?.tokens ?? {})).toBe(false);
    expect((await relyingParty(host, client).refresh(won[0]?.tokens ?? {})).status).toBe(400);
  });

  it('T20: 20 parallel uses of one refresh token: one succeeds, and its family dies', async () => {
    const { tokens } = await pro().redeem(await newCode());
    const answers = await Promise.all(times(20).map(() => pro().refresh(tokens)));
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    expect(await isActive(host, won[0]?.tokens ?? {})).toBe(false);
    expect((await pro().refresh(won[0]?.tokens ?? {})).tokens.error).toBe('invalid_grant');
    expect(await isActive(host, tokens)).toBe(false);
  });

  it('T20: a refresh token used again after its rotation kills its family', async () => {
    const { tokens } = await pro().redeem(await newCode());
    const { tokens: next } = await pro().refresh(tokens);
    expect(await isActive(host, next)).toBe(true);
    expect((await pro().refresh(tokens)).tokens.error).toBe('invalid_grant');
    expect(await isActive(host, next)).toBe(false);
  });

  it("T50: a code replayed kills its own login's tokens and no other login's", async () => {
    const other = openPerson(host);
    const kept = await pro().exchange(await other.login('rp-pro', 'pro-camille'));
    const code = await newCode();
    const { tokens } = await pro().redeem(code);
    expect((await pro().redeem(code)).tokens.error).toBe('invalid_grant');
    expect([await isActive(host, tokens), await isActive(host, kept)]).toEqual([false, true]);
    expect(outcomeOf(await person.authorize('rp-pro', { prompt: 'none' }))).toBe('code');
  });

  it('T33: a request_uri used in parallel gives one code, and none afterwards', async () => {
    const uri = await pro().push({ prompt: 'none' });
    const answers = await Promise.all(
      times(10).map(() => person.browser.request('GET', `/auth?${new URLSearchParams({ client_id: 'rp-pro', request_uri: uri })}`)),
    );
    expect(answers.map(outcomeOf).filter((outcome) => outcome === 'code')).toHaveLength(1);
    const late = await person.browser.get(`/auth?client_id=rp-pro&request_uri=${uri}`);
    expect(late.left?.searchParams.has('code') ?? false).toBe(false);
  });

  it('T33: a request_uri of another client is refused', async () => {
    const uri = await pro().push({ prompt: 'none' });
    const answer = await person.browser.get(`/auth?client_id=rp-particuliers&request_uri=${uri}`);
    expect(answer.left?.searchParams.has('code') ?? false).toBe(false);
  });

  it('T10: an interaction resumed three times in parallel gives one code', async () => {
    const page = await person.authorize('rp-pro', { prompt: 'login' });
    const resume = await person.moveOnly(page, 'finish', loginOf('pro-camille'));
    const answers = await Promise.all(times(3).map(() => person.browser.request('GET', resume.headers.location ?? '')));
    expect(answers.map(outcomeOf).filter((outcome) => outcome === 'code')).toHaveLength(1);
  });

  describe('T52: a linked login after the logout of its source', () => {
    const logOutOfPro = async () => person.browser.submit(await person.browser.get('/session/end?client_id=rp-pro'), { logout: 'yes' });
    const openTarget = async () => relyingParty(host, 'rp-particuliers').exchange(await person.activate());

    it('is refused', async () => {
      const tokens = await openTarget();
      await logOutOfPro();
      expect(await isActive(host, tokens)).toBe(false);
      expect(outcomeOf(await person.authorize('rp-particuliers', { prompt: 'none' }))).toBe('login_required');
    });

    it('is refused although the login of the source was submitted twice', async () => {
      const page = await person.authorize('rp-pro', { prompt: 'login' });
      const resume = await person.moveOnly(page, 'finish', loginOf('pro-camille'));
      await Promise.all(times(2).map(() => person.browser.request('GET', resume.headers.location ?? '')));
      const tokens = await openTarget();
      await logOutOfPro();
      expect(await isActive(host, tokens)).toBe(false);
      expect(outcomeOf(await person.authorize('rp-particuliers', { prompt: 'none' }))).toBe('login_required');
    });

    it('is refused although a silent request of the source was under way during the logout', async () => {
      const tokens = await openTarget();
      const confirmation = await person.browser.get('/session/end?client_id=rp-pro');
      const write = faulty.hold('Session.upsert');
      const silent = person.browser.request('GET', authorizationUrl('rp-pro', { prompt: 'none' }));
      await write.reached;
      await person.browser.submit(confirmation, { logout: 'yes' });
      write.release();
      await silent;
      expect(await isActive(host, tokens)).toBe(false);
      expect(outcomeOf(await person.authorize('rp-pro', { prompt: 'none' }))).toBe('login_required');
    });
  });

  it('T21: a refresh that races a revocation leaves nothing usable', async () => {
    const tokens: Tokens = await relyingParty(host, 'rp-particuliers').exchange(await person.activate());
    const [link] = await host.passerelle.links.list('pro-camille');
    const racing = times(6).map(() => relyingParty(host, 'rp-particuliers').refresh(tokens));
    await host.passerelle.links.revoke(link?.id ?? '', { reason: 'customer', actor: 'account:pro-camille' });
    for (const { tokens: late } of await Promise.all(racing)) {
      if (late.error) continue;
      expect(await isActive(host, late)).toBe(false);
      expect((await relyingParty(host, 'rp-particuliers').refresh(late)).status).toBe(400);
    }
  });

  it('T62: tokens of a session stay active while its id is rotated', async () => {
    const tokens = await pro().exchange(await person.authorize('rp-pro', { prompt: 'none' }));
    const page = await person.authorize('rp-pro', { prompt: 'login' });
    const resume = await person.moveOnly(page, 'finish', loginOf('pro-camille'));
    const rotation = person.browser.request('GET', resume.headers.location ?? '');
    const seen: boolean[] = [];
    let done = false;
    rotation.then(
      () => (done = true),
      () => (done = true),
    );
    while (!done) seen.push(...(await Promise.all(times(5).map(() => isActive(host, tokens)))));
    await rotation;
    expect(seen).not.toContain(false);
  });
});
