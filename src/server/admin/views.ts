/** Links, uses, policies and deliveries as the admin API shows them (link-wire.ts, wire.ts). What is not written here does not leave: no credentials version, no payload. */
import type { z } from 'zod';
import type { DirectoryAccount } from '../../linking/account-directory.ts';
import type { AccountLink, LinkSide } from '../../linking/account-link.ts';
import type { HistoryEntry } from '../../linking/history.ts';
import type { LinkedLogin } from '../../linking/linked-login.ts';
import type { Delivery } from '../../linking/outbox.ts';
import type { Explanation, Passerelle } from '../../oidc/passerelle-types.ts';
import type * as linkWire from './link-wire.ts';
import type * as wire from './wire.ts';

type Accounts = ReadonlyMap<string, DirectoryAccount>;
type ListedPolicy = Awaited<ReturnType<Passerelle['policies']['list']>>[number];

export function linkView(link: AccountLink, accounts: Accounts): z.input<typeof linkWire.accountLink> {
  const { consent } = link.activation;
  return {
    id: link.id,
    policy: link.policyId,
    state: link.status,
    activating: sideView(link.activating, accounts),
    other: sideView(link.other, accounts),
    created_at: link.createdAt.toISOString(),
    ...(link.activatedAt && { activated_at: link.activatedAt.toISOString() }),
    ...(link.endedAt && { ended_at: link.endedAt.toISOString() }),
    ...(link.revocationReason && { revocation_reason: link.revocationReason }),
    consent: { version: consent.version, language: consent.language, text_hash: consent.textHash },
  };
}

export function entryView(entry: HistoryEntry): z.input<typeof linkWire.historyEntry> {
  return {
    event: entry.event,
    at: entry.at.toISOString(),
    actor: entry.actor,
    ...(entry.clientId !== undefined && { client_id: entry.clientId }),
    ...(entry.reason && { reason: entry.reason }),
    ...(entry.requestId !== undefined && { request_id: entry.requestId }),
    hash: entry.hash,
    previous: entry.previous,
  };
}

export function useView(login: LinkedLogin): z.input<typeof linkWire.use> {
  return {
    at: login.createdAt.toISOString(),
    from: login.source,
    to: login.target,
    via: login.via,
    ...(login.browser !== undefined && { browser: login.browser }),
    ...(login.endedAt && { ended_at: login.endedAt.toISOString() }),
    ...(login.endReason && { end_reason: login.endReason }),
  };
}

export function policyView(policy: ListedPolicy): z.input<typeof wire.policy> {
  return {
    id: policy.id,
    status: policy.status,
    activating_space: policy.activatingSpace,
    other_space: policy.otherSpace,
    ...(policy.suspendedAt && { suspended_at: policy.suspendedAt.toISOString() }),
    ...(policy.suspendedBy !== undefined && { suspended_by: policy.suspendedBy }),
  };
}

export function deliveryView(delivery: Delivery): z.input<typeof wire.delivery> {
  return {
    id: delivery.id,
    kind: delivery.kind,
    destination: delivery.destination,
    status: delivery.status,
    attempts: delivery.attempts,
    created_at: delivery.createdAt.toISOString(),
    due_at: delivery.dueAt.toISOString(),
    ...(delivery.lastError !== undefined && { last_error: delivery.lastError }),
  };
}

export function accountView(account: DirectoryAccount): z.input<typeof wire.account> {
  return {
    account_id: account.accountId,
    space: account.space,
    status: account.status,
    name: maskedName(account.name),
    account_number: account.maskedAccountNumber,
    may_activate: account.mayActivate,
  };
}

export function explanationView({ allowed, code, checks, linkId, retryAt }: Explanation): z.input<typeof linkWire.explanation> {
  return {
    allowed,
    code,
    checks: checks.map((check) => ({ check: check.check, ok: check.ok, ...(check.code !== undefined && { code: check.code }) })),
    ...(linkId !== undefined && { link_id: linkId }),
    ...(retryAt && { retry_at: retryAt.toISOString() }),
  };
}

function sideView({ space, accountId }: LinkSide, accounts: Accounts): z.input<typeof linkWire.accountLink>['activating'] {
  const account = accounts.get(accountId);
  return { space, account_id: accountId, ...(account && { account: account.maskedAccountNumber }) };
}

/** Enough to know that it is the person on the telephone, and no more. */
function maskedName(name: string): string {
  return name
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => `${[...word][0]}•••`)
    .join(' ');
}
