/**
 * Two nodes of the bare host on one store, with real relying parties' back-channel logout endpoints, a receiver of security events, and a
 * clock to move. What happens on the one is used on the other.
 */
import { setImmediate } from 'node:timers/promises';
import type { Configuration } from 'oidc-provider';
import type { EventReceiver, PasserelleOptions, PasserelleStore } from '../../src/oidc/passerelle.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { openMongoStore } from '../../src/storage/mongo/mongo-store.ts';
import { account, type BareHost, client, startBareHost } from '../extension/bare-host.ts';
import { createFaultyStore, type FaultyStore } from '../extension/faulty-store.ts';
import { ownMongoUri, type StoreKind } from '../ground/stores.ts';
import { type LogoutReceiver, openLogoutReceiver } from '../switch/logout-receiver.ts';

export type SpaceName = 'pro' | 'particuliers';
export const spaceNames = ['pro', 'particuliers'] as const;
export const clientOf = { pro: 'rp-pro', particuliers: 'rp-particuliers' } as const;
export const otherSpace = (space: SpaceName): SpaceName => (space === 'pro' ? 'particuliers' : 'pro');

export interface Nodes {
  readonly one: BareHost;
  readonly two: BareHost;
  /** What both nodes and their workers ask. */
  readonly store: PasserelleStore;
  readonly faulty: FaultyStore;
  /** The relying parties' endpoints, and the logout tokens that came. */
  readonly told: Readonly<Record<SpaceName, LogoutReceiver>>;
  /** The claims of the security events that the bank's other system received. */
  readonly sets: Readonly<Record<string, unknown>>[];
  now(): Date;
  advance(seconds: number): void;
  /** Back to the time of the wall. */
  resetClock(): void;
  /** A person with an account in each space, and nothing between them. */
  newPerson(): string;
  close(): Promise<void>;
}

const receiver: EventReceiver = {
  id: 'fraud-desk',
  endpoint: 'https://fraud.example/events',
  audience: 'https://fraud.example',
  events: ['activated', 'revoked'],
};

let persons = 0;

export async function startNodes(kind: StoreKind, options: Partial<PasserelleOptions> = {}): Promise<Nodes> {
  let ahead = 0;
  const now = () => new Date(Date.now() + ahead);
  const { inner, discard } = await openStore(kind, now);
  const faulty = createFaultyStore(inner);
  const told = { pro: await openLogoutReceiver(), particuliers: await openLogoutReceiver() };
  const sets: Record<string, unknown>[] = [];
  const overrides = {
    configuration: { clients: clientsTelling(told) },
    options: {
      clock: now,
      securityEvents: {
        receivers: [receiver],
        // What is sent is signed elsewhere: here it is read.
        sign: async (claims: object) => JSON.stringify(claims),
        fetch: async (_endpoint: string, { body }: RequestInit) => {
          sets.push(JSON.parse(String(body)));
          return new Response(null, { status: 202 });
        },
      },
      ...options,
    },
  };
  const one = await startBareHost(faulty.store, overrides);
  // On the clock of the nodes, as a service that is kept in time.
  one.approver.answer = ({ subject, details }) => ({
    outcome: 'approved',
    proof: { subject, challenge: details.challenge, issuedAt: now(), authenticatedAt: now(), details },
  });
  const two = await startBareHost(faulty.store, { ...overrides, nodeOf: one });
  return {
    one,
    two,
    store: faulty.store,
    faulty,
    told,
    sets,
    now,
    advance: (seconds) => {
      ahead += seconds * 1000;
    },
    resetClock: () => {
      ahead = 0;
    },
    newPerson() {
      persons += 1;
      const person = `p${persons}`;
      for (const space of spaceNames) one.accounts.set(`${space}-${person}`, account(space, person));
      return person;
    },
    async close() {
      await Promise.all([one.close(), two.close(), told.pro.close(), told.particuliers.close()]);
      await discard();
    },
  };
}

function clientsTelling(told: Nodes['told']): NonNullable<Configuration['clients']> {
  return [
    ...spaceNames.map((space) =>
      client(clientOf[space], { backchannel_logout_uri: told[space].url, backchannel_logout_session_required: true }),
    ),
    client('rp-native', { application_type: 'native', token_endpoint_auth_method: 'none' }),
    client('rp-rs', { grant_types: [], response_types: [], redirect_uris: [] }),
  ];
}

/** In memory every call yields, as a network does: without it no race would show. */
async function openStore(
  kind: StoreKind,
  clock: () => Date,
): Promise<{ readonly inner: PasserelleStore; readonly discard: () => Promise<void> }> {
  if (kind === 'memory') {
    const inner = createMemoryStore({ clock, latency: () => setImmediate() });
    return { inner, discard: () => inner.close() };
  }
  const inner = await openMongoStore({ uri: ownMongoUri(), database: `revocation-${Math.random().toString(36).slice(2)}`, clock });
  return { inner, discard: () => inner.drop() };
}
