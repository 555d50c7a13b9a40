/**
 * The approval of a pending link: asked after once per interval by the browser that waits, checked against everything the link is bound
 * to, and turned into an active link by one compare-and-set. Denied, expired, replayed, late, or meant for another link: never active.
 */
import { timingSafeEqual } from 'node:crypto';
import type { DirectoryAccount } from '../linking/account-directory.ts';
import type { AccountLink } from '../linking/account-link.ts';
import type { ApprovalProof, Approver } from '../linking/approver.ts';
import { activationChecks, firstRefusal } from '../linking/eligibility.ts';
import { policyById } from '../linking/link-policy.ts';
import type { Parts } from './parts.ts';
import type { StandingOf } from './policy-standing.ts';

/** How far the clocks of the authenticator service and of ours may be apart. */
const clockSkew = 60 * 1000;

export function createApproval(parts: Parts, standingOf: StandingOf) {
  const { directory, keeper, clock, emit, nudge, options } = parts;

  /** Asks once, at most once in an interval, and answers the link as it is afterwards. */
  async function poll(link: AccountLink): Promise<AccountLink> {
    const { approval } = link.activation;
    const now = clock();
    if (link.status !== 'pending') return link;
    if (link.activation.expiresAt <= now) return settle(link, { type: 'expired', at: now });
    if (!approval || approval.nextPollAt > now) return link;
    const nextPollAt = new Date(now.getTime() + approval.intervalSeconds * 1000);
    const scheduled = await keeper(link.id, { type: 'poll_scheduled', at: now, nextPollAt }, link);
    if (!scheduled.ok) return 'link' in scheduled ? scheduled.link : link;
    const answer = await approverOf(parts, link).poll(approval.authReqId);
    switch (answer.outcome) {
      case 'pending':
        return scheduled.link;
      case 'denied':
        return settle(scheduled.link, { type: 'declined', at: clock(), actor: 'authenticator' });
      case 'expired':
        return settle(scheduled.link, { type: 'expired', at: clock() });
      case 'invalid':
        return suspect(scheduled.link, answer.detail);
      case 'approved':
        return activate(scheduled.link, answer.proof);
    }
  }

  async function activate(link: AccountLink, proof: ApprovalProof): Promise<AccountLink> {
    const accounts = await directory.accounts([link.activating.accountId, link.other.accountId]);
    const activating = accounts.get(link.activating.accountId);
    const mismatch = mismatchOf(link, proof, activating);
    if (mismatch) return suspect(link, mismatch);
    // A policy suspended, or the right to activate withdrawn, while the telephone was asked: the approval comes too late.
    const policy = policyById(options.policies(), link.policyId);
    if (!policy || !activating || firstRefusal([...(await standingOf(policy)).checks, ...activationChecks(activating)]))
      return abandon(link);
    const changed = [link.activating, link.other].some(
      (side) => accounts.get(side.accountId)?.credentialsVersion !== side.credentialsVersion,
    );
    if (changed) return settle(link, { type: 'revoked', at: clock(), actor: 'provider', reason: 'credential_version' });
    if ([link.activating, link.other].some((side) => accounts.get(side.accountId)?.status !== 'active'))
      return settle(link, { type: 'expired', at: clock() });
    const at = clock();
    const { link: life } = policy.lives;
    const expiresAt = life === undefined ? undefined : new Date(at.getTime() + life * 1000);
    const moved = await keeper(link.id, { type: 'approved', at, ...(expiresAt && { expiresAt }) }, link);
    if (moved.ok) {
      emit({ event: 'activation.activated', link: link.id, client: link.activation.clientId, policy: link.policyId });
      nudge();
      // Suspended between our look and our write: whoever suspended was told that nothing is activated any more (T40).
      if (firstRefusal((await standingOf(policy)).checks))
        return settle(moved.link, { type: 'revoked', at: clock(), actor: 'provider', reason: 'policy' });
    }
    if ('link' in moved && moved.link.status !== 'pending') return moved.link;
    // Too late by now (T16), or another link of one of the accounts became active meanwhile: the exclusive keys have said no.
    return settle(link, { type: 'expired', at: clock() });
  }

  async function settle(link: AccountLink, event: Parameters<typeof keeper>[1]): Promise<AccountLink> {
    const moved = await keeper(link.id, event, link);
    if (moved.ok) emit({ event: 'activation.ended', link: link.id, outcome: moved.link.status });
    return 'link' in moved ? moved.link : link;
  }

  /** T14, T18: an answer that is not for this link says nothing to anybody but the operator; the link stays pending. */
  function suspect(link: AccountLink, detail: string): AccountLink {
    emit({ event: 'activation.approval_invalid', link: link.id, detail });
    return link;
  }

  /** The customer gave up while the approval was open. */
  async function cancel(link: AccountLink): Promise<void> {
    await settle(link, { type: 'declined', at: clock(), actor: `account:${link.activating.accountId}` });
  }

  /** Nobody may collect this approval any more. */
  function abandon(link: AccountLink): Promise<AccountLink> {
    return settle(link, { type: 'expired', at: clock() });
  }

  return { poll, cancel, abandon };
}

/** The authenticator service of the activating space. */
export function approverOf({ approvers }: Pick<Parts, 'approvers'>, link: AccountLink): Approver {
  const approver = approvers[link.activating.space];
  if (!approver) throw new TypeError(`space '${link.activating.space}' has no approver`);
  return approver;
}

/** T11, T14, T18: the proof must be for this link, by this account's person, given after it was asked for. */
function mismatchOf(link: AccountLink, proof: ApprovalProof, activating: DirectoryAccount | undefined): string | undefined {
  const { approval, challenge, consent } = link.activation;
  if (!activating || proof.subject !== activating.authenticatorSubject) return 'subject';
  if (!sameSecret(proof.challenge, challenge)) return 'challenge';
  if (
    proof.details.type !== 'account_link' ||
    !sameSecret(proof.details.challenge, challenge) ||
    proof.details.consent_version !== consent.version
  )
    return 'authorization_details';
  const earliest = (approval?.requestedAt.getTime() ?? Number.POSITIVE_INFINITY) - clockSkew;
  if (proof.issuedAt.getTime() < earliest) return 'iat';
  if (proof.authenticatedAt.getTime() < earliest) return 'auth_time';
  return undefined;
}

function sameSecret(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
