/**
 * A code and a rotated refresh token are good once, whoever asks at the same time and on whichever node: one of them wins, and because
 * the winner may be the thief, everything that came out dies (RFC 9700 section 4.14.2, OWASP ASVS 10.4.2).
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { openMongoStore } from '../../src/storage/mongo/mongo-store.ts';
import { codeOf, isActive, openPerson, relyingParty, type Tokens } from '../extension/bare-flows.ts';
import { type BareHost, startBareHost } from '../extension/bare-host.ts';
import { describeOnStores, ownMongoUri, type StoreKind } from '../ground/stores.ts';

const uses = 20;
const rounds = 5;

describeOnStores('single use', (kind) => {
  let store: Awaited<ReturnType<typeof openStore>>;
  let nodes: [BareHost, BareHost];
  beforeAll(async () => {
    store = await openStore(kind);
    nodes = [await startBareHost(store), await startBareHost(store)];
  });
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.close()));
    await ('drop' in store ? store.drop() : store.close());
  });

  const onBoth = <T>(work: (host: BareHost) => Promise<T>) =>
    Promise.all(Array.from({ length: uses }, (_, index) => work(nodes[index % 2 === 0 ? 0 : 1])));
  const accepted = (answers: readonly { status: number; tokens: Tokens }[]) =>
    answers.filter(({ status }) => status === 200).map(({ tokens }) => tokens);
  const direct = () => openPerson(nodes[0]).login('rp-pro', 'pro-camille');

  it(`T19: ${uses} parallel exchanges of one code on two nodes: one is answered, and its tokens are dead (${rounds} rounds)`, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const code = codeOf(await direct());
      const answers = await onBoth((host) => relyingParty(host, 'rp-pro').redeem(code));
      const winners = accepted(answers);
      expect(winners).toHaveLength(1);
      expect(answers.filter(({ tokens }) => tokens.error === 'invalid_grant')).toHaveLength(uses - 1);
      expect(await Promise.all(winners.map((tokens) => isActive(nodes[1], tokens)))).toEqual([false]);
    }
  });

  it(`T20: ${uses} parallel uses of one refresh token on two nodes: one is answered, and the whole family is dead (${rounds} rounds)`, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const first = await relyingParty(nodes[0], 'rp-pro').exchange(await direct());
      const winners = accepted(await onBoth((host) => relyingParty(host, 'rp-pro').refresh(first)));
      expect(winners).toHaveLength(1);
      expect(await Promise.all([first, ...winners].map((tokens) => isActive(nodes[0], tokens)))).toEqual([false, false]);
      expect((await relyingParty(nodes[0], 'rp-pro').refresh(winners[0] ?? {})).status).toBe(400);
    }
  });

  it('T20: a refresh tried again after a lost answer kills the family, and the next authorization makes a new one', async () => {
    const person = openPerson(nodes[0]);
    const first = await relyingParty(nodes[0], 'rp-pro').exchange(await person.login('rp-pro', 'pro-camille'));
    const second = await relyingParty(nodes[0], 'rp-pro').refresh(first);
    expect(second.status).toBe(200);
    expect((await relyingParty(nodes[1], 'rp-pro').refresh(first)).status).toBe(400);
    expect(await isActive(nodes[0], second.tokens)).toBe(false);
    const again = await relyingParty(nodes[0], 'rp-pro').exchange(await person.authorize('rp-pro', { prompt: 'none' }));
    expect(await isActive(nodes[1], again)).toBe(true);
  });

  it("T50: replaying one login's code kills its own family and no other login of the same account and client", async () => {
    const mine = await relyingParty(nodes[0], 'rp-pro').exchange(await direct());
    const code = codeOf(await direct());
    const theirs = await relyingParty(nodes[0], 'rp-pro').redeem(code);
    expect((await relyingParty(nodes[1], 'rp-pro').redeem(code)).status).toBe(400);
    expect(await isActive(nodes[0], theirs.tokens)).toBe(false);
    expect(await isActive(nodes[0], mine)).toBe(true);
    expect((await relyingParty(nodes[1], 'rp-pro').refresh(mine)).status).toBe(200);
  });

  it('T19: the codes of a linked login are as single', async () => {
    const person = openPerson(nodes[0]);
    await person.login('rp-pro', 'pro-camille');
    const code = codeOf(await person.activate());
    const winners = accepted(await onBoth((host) => relyingParty(host, 'rp-particuliers').redeem(code)));
    expect(winners).toHaveLength(1);
    expect(await Promise.all(winners.map((tokens) => isActive(nodes[0], tokens)))).toEqual([false]);
  });

  it('T49: a code is no refresh token and no access token, and the other way round', async () => {
    const answer = await direct();
    const code = codeOf(answer);
    const party = relyingParty(nodes[0], 'rp-pro');
    expect((await party.refresh({ refresh_token: code })).tokens.error).toBe('invalid_grant');
    expect((await party.userinfo({ access_token: code })).status).toBe(401);
    const tokens = await party.exchange(answer);
    expect((await party.redeem(tokens.refresh_token ?? '')).tokens.error).toBe('invalid_grant');
    expect((await party.refresh({ refresh_token: tokens.access_token ?? '' })).tokens.error).toBe('invalid_grant');
    expect((await party.userinfo({ access_token: tokens.refresh_token ?? '' })).status).toBe(401);
  });

  it(`a pushed request that ${uses} tabs open at once gives one code`, async () => {
    const person = openPerson(nodes[0]);
    await person.login('rp-pro', 'pro-camille');
    const requestUri = await relyingParty(nodes[0], 'rp-pro').push({ client_id: 'rp-pro' });
    const answers = await Promise.all(Array.from({ length: uses }, () => person.authorize('rp-pro', { request_uri: requestUri })));
    expect(answers.filter(({ left }) => left?.searchParams.has('code'))).toHaveLength(1);
  });
});

async function openStore(kind: StoreKind) {
  const clock = () => new Date();
  // In memory nothing would ever come between a read and its write.
  const latency = () => new Promise<void>((resolve) => setImmediate(resolve));
  return kind === 'memory' ? createMemoryStore({ clock, latency }) : openMongoStore({ uri: ownMongoUri(), clock });
}
