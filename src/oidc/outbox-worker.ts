/** The worker of this node, with what it needs of OpenID Connect: the cascade, back-channel logout, the bank's receivers of security events, notices to customers. */
import type Provider from 'oidc-provider';
import type { Adapter } from 'oidc-provider';
import { createNoticeDeliveries } from '../events/notice-deliveries.ts';
import { createSecurityEventSender } from '../events/security-event-sender.ts';
import { createWorker } from '../events/worker.ts';
import { installBackchannelLogout } from './backchannel-logout.ts';
import { createCascade } from './cascade.ts';
import type { Parts } from './parts.ts';
import type { SecurityEventsOut } from './passerelle-types.ts';
import type { SessionEnds } from './session-ends.ts';

export interface OutboxWorkerDeps {
  readonly provider: Provider;
  readonly adapter: (model: string) => Adapter;
  readonly sessionEnds: SessionEnds;
}

/** Milliseconds: what this node causes wakes it at once; this is for what other nodes, or a crash, left. */
const interval = 1_000;

const nobody: SecurityEventsOut = {
  receivers: [],
  sign: () => Promise.reject(new Error('no receivers, nothing to sign')),
  fetch: () => Promise.reject(new Error('no receivers, nothing to send')),
};

export function createOutboxWorker(parts: Parts, { provider, adapter, sessionEnds }: OutboxWorkerDeps) {
  const { store, clock, emit, options } = parts;
  let working = false;
  const sender = createSecurityEventSender({ issuer: provider.issuer, out: options.securityEvents ?? nobody, clock });
  const sendLogout = installBackchannelLogout(parts, provider, () => working);
  const notices = createNoticeDeliveries({ sender: options.notices, links: store.links, linkedLogins: store.linkedLogins, emit });
  const cascade = createCascade(parts, {
    adapter,
    sessionEnds,
    deliveriesOf: (link, announcement) => [...sender.deliveriesOf(link, announcement), ...notices.deliveriesOf(link, announcement)],
  });
  const worker = createWorker({
    deliveries: store.deliveries,
    handlers: { backchannel_logout: sendLogout, security_event: sender.send, notice: notices.send },
    prepare: cascade.prepare,
    clock,
    random: Math.random,
    interval: options.workerInterval ?? interval,
    emit,
  });
  return {
    ...worker,
    start(): void {
      working = true;
      worker.start();
    },
    async stop(): Promise<void> {
      working = false;
      await worker.stop();
    },
  };
}
