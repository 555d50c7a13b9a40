/** T37: events that arrive in any order, twice, and again under a new name, leave one state. On the real links, sessions and accounts. */
import { randomUUID } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createPasserelle } from '../../src/oidc/passerelle.ts';
import { createBuiltInAccountChanges } from '../../src/server/directory/built-in-account-changes.ts';
import { createBuiltInDirectory } from '../../src/server/directory/built-in-directory.ts';
import { personIdOf } from '../../src/server/directory/seed.ts';
import { createMemoryStore, type MemoryStore } from '../../src/storage/memory/memory-store.ts';
import { activated, linkedLogin, pendingLink, storedAccount } from '../storage/contracts/samples.ts';
import { openReceiver } from './receiver-world.ts';
import { caep, createTransmitter, issSub, now, ours, risc, seconds, type Transmitter } from './transmitter.ts';

const pro = 'acc_pro_camille';
const personal = 'acc_particuliers_camille';

type Told = readonly [type: string, payload: Readonly<Record<string, unknown>>];

const status = (name: string, ago: number): Told => [risc(name), { event_timestamp: seconds - ago }];
const reset: Told = [risc('account-credential-change-required'), {}];
const sessionRevoked: Told = [caep('session-revoked'), {}];

const stories: readonly (readonly [title: string, events: readonly Told[], final: Readonly<Record<string, unknown>>])[] = [
  [
    'a reset, a block and its release: revoked and active',
    [
      reset,
      status('account-disabled', 90),
      status('account-enabled', 30),
      sessionRevoked,
      [caep('credential-change'), { credential_type: 'pin', change_type: 'update' }],
    ],
    { link: 'revoked', status: 'active', session: false, changed: true, linkedLogin: 'ended' },
  ],
  [
    'blocked, released, blocked again: blocked',
    [
      status('account-disabled', 90),
      status('account-enabled', 60),
      status('account-disabled', 30),
      [ours('administrator-changed'), {}],
      sessionRevoked,
    ],
    { link: 'revoked', status: 'blocked', session: false, changed: true, linkedLogin: 'ended' },
  ],
  [
    'closed among blocks and releases that came later: closed for ever',
    [status('account-purged', 60), status('account-disabled', 90), status('account-enabled', 30), reset, [risc('identifier-changed'), {}]],
    { link: 'revoked', status: 'closed', session: false, changed: true, linkedLogin: 'ended' },
  ],
];

describe('T37: five events in all their orders, each twice', () => {
  let transmitter: Transmitter;
  let current: RequestListener | undefined;
  const server = createServer((request, response) => current?.(request, response));
  beforeAll(async () => {
    transmitter = await createTransmitter({ namesAdministrators: true });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  async function push(handler: RequestListener, token: string): Promise<number> {
    current = handler;
    const { port } = server.address() as AddressInfo;
    const headers = { 'content-type': 'application/secevent+jwt' };
    return (await fetch(`http://127.0.0.1:${port}/events`, { method: 'POST', headers, body: token })).status;
  }

  test.each(stories)(
    '%s',
    async (_, events, final) => {
      const [first, again] = await Promise.all([tokensOf(transmitter, events), tokensOf(transmitter, events)]);
      // The second time some are replayed, and some told again as new.
      const second = again.map((token, index) => (index % 2 === 0 ? token : (first[index] ?? token)));
      const orders = permutations([0, 1, 2, 3, 4]);
      expect(orders).toHaveLength(120);
      const states = new Set<string>();
      for (const order of orders) {
        const { handler, state } = await openAccount(transmitter);
        for (const token of [...pick(first, order), ...pick(second, order.toReversed())]) expect(await push(handler, token)).toBe(202);
        states.add(JSON.stringify(await state()));
      }
      expect([...states]).toEqual([JSON.stringify(final)]);
    },
    120_000,
  );

  test('another administrator, told in all orders and twice: the person is whom the latest names, and nobody where it names none', async () => {
    const named = (ago: number, administrator?: string): Told => [
      ours('administrator-changed'),
      { event_timestamp: seconds - ago, ...(administrator !== undefined && { administrator }) },
    ];
    for (const [events, person] of [
      [[named(90, 'paul'), named(60), named(30, 'nadia')], personIdOf('nadia')],
      [[named(90, 'paul'), named(60, 'nadia'), named(30)], ''],
      [[named(60, 'paul'), named(30, 'paul'), named(30, 'nadia')], ''],
    ] as const) {
      for (const order of permutations([0, 1, 2])) {
        const { handler, person: found } = await openAccount(transmitter);
        for (const token of pick(await tokensOf(transmitter, events), [...order, ...order])) await push(handler, token);
        for (const token of pick(await tokensOf(transmitter, events), order)) await push(handler, token);
        expect(await found()).toBe(person);
      }
    }
  });

  test('a release that is older than the reset opens nothing', async () => {
    const { handler, state } = await openAccount(transmitter);
    for (const token of await tokensOf(transmitter, [reset, status('account-enabled', 3600)])) await push(handler, token);
    expect(await state()).toMatchObject({ link: 'revoked', changed: true });
  });
});

function tokensOf(transmitter: Transmitter, events: readonly Told[]): Promise<readonly string[]> {
  return Promise.all(events.map(([type, payload]) => transmitter.sign({ sub_id: issSub(pro), events: { [type]: payload } })));
}

/** An account with an active link, a session, and a linked login from it. */
async function openAccount(transmitter: Transmitter) {
  const clock = () => now;
  const store = createMemoryStore({ clock });
  const link = activated(pendingLink({ pro, personal }));
  const login = linkedLogin({ linkId: link.id, sourceUid: 'uid', actor: pro, accountId: personal });
  const account = storedAccount({ accountId: pro });
  await Promise.all([
    store.accounts.insert(account),
    store.links.insert(link),
    store.linkedLogins.insert(login),
    store.artifacts('Session').upsert('jti', { jti: 'jti', uid: 'uid', accountId: pro, exp: seconds + 3600 }, 3600),
  ]);
  const passerelle = createPasserelle({
    spaces: [],
    policies: () => [],
    store,
    directory: createBuiltInDirectory(store.accounts),
    approvers: {},
    clock,
  });
  const accountChanges = createBuiltInAccountChanges({ accounts: store.accounts, newId: randomUUID });
  const world = await openReceiver({ store, transmitter, passerelle, accountChanges });
  return {
    handler: world.handler,
    person: async () => (await store.accounts.byIds([pro]))[0]?.personId,
    state: () => stateOf(store, { linkId: link.id, loginId: login.id, version: account.credentialsVersion }),
  };
}

async function stateOf(store: MemoryStore, ids: { readonly linkId: string; readonly loginId: string; readonly version: string }) {
  const [account] = await store.accounts.byIds([pro]);
  return {
    link: (await store.links.find(ids.linkId))?.status,
    status: account?.status,
    session: (await store.artifacts('Session').findByAccountId(pro)).length > 0,
    changed: account?.credentialsVersion !== ids.version,
    linkedLogin: (await store.linkedLogins.find(ids.loginId))?.endedAt ? 'ended' : 'open',
  };
}

function pick<T>(items: readonly T[], order: readonly number[]): readonly T[] {
  return order.flatMap((index) => items.slice(index, index + 1));
}

function permutations(items: readonly number[]): readonly (readonly number[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}
