/** A receiver behind a bare Koa application, whose effects are written down instead of done. */
import type { RequestListener } from 'node:http';
import Koa from 'koa';
import supertest, { type Response } from 'supertest';
import { type AccountChanges, createEventReceiver, type EventReceiverDeps, type SecurityEventNotice } from '../../src/events/receiver.ts';
import type { PasserelleStore } from '../../src/oidc/store.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { createTransmitter, now, ourIssuer, type Transmitter } from './transmitter.ts';

export interface ReceiverWorld {
  readonly transmitter: Transmitter;
  readonly store: PasserelleStore;
  /** In the order in which they were asked for. */
  readonly effects: string[];
  readonly notices: SecurityEventNotice[];
  /** The receiver's clock. */
  time: Date;
  /** Throws at this effect. */
  failing: string | undefined;
  /** For a server that outlives one request. */
  readonly handler: RequestListener;
  push(token: string, contentType?: string): Promise<Response>;
  request(method: 'get' | 'put' | 'delete' | 'head' | 'options'): Promise<Response>;
}

export async function openReceiver(
  change: Partial<EventReceiverDeps> & {
    readonly store?: PasserelleStore;
    readonly transmitter?: Transmitter;
    /** The accounts are the bank's own affair. */
    readonly keptElsewhere?: boolean;
  } = {},
): Promise<ReceiverWorld> {
  const { store = createMemoryStore({ clock: () => now }), transmitter = await createTransmitter(), keptElsewhere, ...overrides } = change;
  async function effect(...words: readonly string[]): Promise<void> {
    if (world.failing === words[0]) throw new Error(`${words[0]} does not answer`);
    world.effects.push(words.join(' '));
  }

  const { receiveSecurityEvent } = createEventReceiver({
    issuers: [transmitter.entry],
    subjects: { issuer: ourIssuer, spaceOf: async (accountId) => /^acc_([a-z]+)_/.exec(accountId)?.[1] },
    passerelle: passerelleThat(effect),
    ...(!keptElsewhere && { accountChanges: accountChangesThat(effect) }),
    events: store.artifacts('SecurityEvent'),
    feeds: store.feeds,
    clock: () => world.time,
    fetch: () => Promise.reject(new Error('no key set is fetched here')),
    onEvent: (notice) => world.notices.push(notice),
    ...overrides,
  });
  const app = new Koa();
  // As the server does with a fault.
  app.use(async (ctx, next) => {
    try {
      await next();
    } catch {
      ctx.status = 503;
    }
  });
  app.use(receiveSecurityEvent);
  const handler = app.callback();
  const world: ReceiverWorld = {
    handler,
    transmitter,
    store,
    effects: [],
    notices: [],
    time: now,
    failing: undefined,
    push: (token, contentType = 'application/secevent+jwt') =>
      supertest(handler).post('/events').set('Content-Type', contentType).send(token),
    request: (method) => supertest(handler)[method]('/events'),
  };
  return world;
}

type Effect = (...words: readonly string[]) => Promise<void>;

function passerelleThat(effect: Effect): EventReceiverDeps['passerelle'] {
  return {
    links: {
      async revokeAllOf(accountId, { reason, actor }) {
        await effect('revokeAllOf', accountId, reason, actor);
        return 1;
      },
    },
    accounts: {
      async endLinkedLogins(accountId) {
        await effect('endLinkedLogins', accountId);
        return 1;
      },
      async endSessions(accountId) {
        await effect('endSessions', accountId);
        return 1;
      },
    },
  };
}

function accountChangesThat(effect: Effect): AccountChanges {
  return {
    disabled: (accountId, at) => effect('disabled', accountId, at.toISOString()),
    enabled: (accountId, at) => effect('enabled', accountId, at.toISOString()),
    purged: (accountId, at) => effect('purged', accountId, at.toISOString()),
    credentialsChanged: (accountId) => effect('credentialsChanged', accountId),
    administratorChanged: (accountId, at, administrator = 'nobody') =>
      effect('administratorChanged', accountId, at.toISOString(), administrator),
  };
}
