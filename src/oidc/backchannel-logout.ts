/**
 * OpenID Connect Back-Channel Logout 1.0 by way of the outbox: a logout token is sent until the relying party has taken it, and nobody who
 * signs out waits for one that is slow. Beside the standard event the token says why the session ended, for the relying party to tell its
 * customer (RFC 8417 section 2 lets a token tell several aspects of one event).
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type Provider from 'oidc-provider';
import type { Client } from 'oidc-provider';
import type { Delivery, NewDelivery } from '../linking/outbox.ts';
import type { Parts } from './parts.ts';

export const endedEvent = 'urn:passerelle:event:linked-login-ended';

export interface Logout {
  readonly clientId: string;
  readonly accountId: string;
  readonly sid: string;
  readonly reason: string;
  readonly at: Date;
}

/** Of `client.backchannelLogout`, a public method that the library's types leave out: hence the cast. */
type Send = (this: Client, sub: string, sid: string) => Promise<void>;

/** A session of a relying party ends once: its `sid` names the delivery. */
export function logoutDelivery({ clientId, accountId, sid, reason, at }: Logout): NewDelivery {
  return { id: `logout:${sid}`, kind: 'backchannel_logout', destination: clientId, payload: { accountId, sid, reason }, createdAt: at };
}

/** Answers what sends a delivery. `isWorking`: whether this node has a worker; without one the library's own request is made at once. */
export function installBackchannelLogout({ store, clock, nudge }: Parts, provider: Provider, isWorking: () => boolean) {
  const reasons = new AsyncLocalStorage<string>();
  const send = Reflect.get(provider.Client.prototype, 'backchannelLogout') as Send;
  tellReason(provider, reasons);

  const queueLogout: Send = async function queueLogout(accountId, sid) {
    if (!isWorking()) return send.call(this, accountId, sid);
    await store.deliveries.put([logoutDelivery({ clientId: this.clientId, accountId, sid, reason: 'signed_out', at: clock() })]);
    nudge();
  };
  Object.assign(provider.Client.prototype, { backchannelLogout: queueLogout });

  return async function sendLogout({ destination, payload }: Delivery): Promise<void> {
    const client = await provider.Client.find(destination);
    const { accountId, sid, reason } = payload;
    // Another node may know it: a configuration on its way here must not lose the news.
    if (!client) throw new Error('unknown client');
    // Known, and told of nothing.
    if (!client.backchannelLogoutUri || accountId === undefined || sid === undefined) return;
    await reasons.run(reason ?? '', () => send.call(client, accountId, sid));
  };
}

/** The library sets the claims of a logout token itself; `set` is where they pass. */
function tellReason(provider: Provider, reasons: AsyncLocalStorage<string>): void {
  const set = provider.IdToken.prototype.set;
  provider.IdToken.prototype.set = function setWithReason(key, value) {
    const reason = reasons.getStore();
    set.call(this, key, key === 'events' && reason ? { ...Object(value), [endedEvent]: { reason } } : value);
  };
}
