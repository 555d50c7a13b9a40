/** Records as the extension makes them, each with ids of its own, so that cases share a store and not their data. */
import { nanoid } from 'nanoid';
import type { AccountLink } from '../../../src/linking/account-link.ts';
import type { LinkedLogin } from '../../../src/linking/linked-login.ts';
import type { NewDelivery } from '../../../src/linking/outbox.ts';
import type { PolicyState } from '../../../src/linking/policy-state.ts';
import type { RevocationReason } from '../../../src/linking/reasons.ts';
import { type LinkEvent, openLink, transition } from '../../../src/linking/transitions.ts';
import type { StoredAccount } from '../../../src/server/directory/account-store.ts';

export const start = new Date('2050-01-31T10:00:00.123Z');

export const later = (seconds: number) => new Date(start.getTime() + seconds * 1000);

export function pendingLink({ pro = nanoid(), personal = nanoid(), createdAt = start } = {}): AccountLink {
  return openLink({
    id: nanoid(),
    policyId: 'pro-particuliers',
    activating: { space: 'pro', accountId: pro, credentialsVersion: 'v1' },
    other: { space: 'particuliers', accountId: personal, credentialsVersion: 'v7' },
    createdAt,
    browsers: [{ key: 'hash-of-a-browser', at: createdAt, sourceUid: nanoid() }],
    activation: {
      sourceUid: nanoid(),
      clientId: 'espace-pro',
      consent: { version: '2050-01', language: 'fr', textHash: 'hash-of-the-text' },
      proofs: { source: 'login', counterpart: 'same_person' },
      nonce: nanoid(),
      expiresAt: new Date(createdAt.getTime() + 300_000),
    },
  });
}

export function approvalRequested(link: AccountLink): AccountLink {
  const at = later(1);
  const approval = {
    authReqId: nanoid(),
    bindingMessage: 'KL-42',
    requestedAt: at,
    expiresAt: later(300),
    intervalSeconds: 1,
    nextPollAt: later(2),
  };
  return moved(link, { type: 'approval_requested', at, actor: 'provider', approval });
}

export const activated = (link: AccountLink) => moved(approvalRequested(link), { type: 'approved', at: later(10) });

export function revoked(link: AccountLink, { at = later(60), reason = 'customer' as RevocationReason } = {}): AccountLink {
  return moved(link, { type: 'revoked', at, actor: `account:${link.activating.accountId}`, reason });
}

/** The same link as if it had been written once; for a store, the first write is an insert. */
export function moved(link: AccountLink, event: LinkEvent): AccountLink {
  const result = transition(link, event);
  if (!result.ok) throw new Error(result.code);
  return result.link;
}

export function linkedLogin(change: Partial<LinkedLogin> = {}): LinkedLogin {
  return {
    id: nanoid(),
    linkId: nanoid(),
    policyId: 'pro-particuliers',
    policyEpoch: 0,
    source: 'pro',
    target: 'particuliers',
    sourceUid: nanoid(),
    actor: nanoid(),
    accountId: nanoid(),
    clientId: 'espace-particuliers',
    authTime: start,
    via: 'browser',
    createdAt: start,
    expiresAt: later(900),
    ...change,
  };
}

export function newDelivery(change: Partial<NewDelivery> = {}): NewDelivery {
  return {
    id: nanoid(),
    kind: 'backchannel_logout',
    destination: 'espace-particuliers',
    payload: { accountId: nanoid(), sid: nanoid(), 'a.dotted': '$key' },
    createdAt: start,
    ...change,
  };
}

export function policyState(change: Partial<PolicyState> = {}): PolicyState {
  return {
    policyId: nanoid(),
    suspended: true,
    epoch: 1,
    changedAt: start,
    changedBy: 'operator:adviser-7',
    cascade: 'due',
    ...change,
  };
}

export function storedAccount(change: Partial<StoredAccount> = {}): StoredAccount {
  return {
    accountId: nanoid(),
    space: 'pro',
    personId: nanoid(),
    identifier: nanoid(),
    secretCodeHash: '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA',
    status: 'active',
    credentialsVersion: nanoid(),
    authenticatorSubject: 'phone-1',
    mayActivate: true,
    name: 'Camille Martin',
    accountNumber: 'FR7630006000011234567890189',
    company: 'Martin SARL',
    firstLoginAt: start,
    email: 'camille.martin@example.com',
    language: 'fr',
    ...change,
  };
}
