/**
 * What a space's authenticator app confirms for a page that waits: a login, an operation, a new secret code. Kept by page, so that any
 * node can answer it and only whoever holds the page collects. An account has one open approval at most, whatever it is for: more would
 * train people to confirm without reading (T17).
 */
import type { AccountDirectory, DirectoryAccount } from '../../linking/account-directory.ts';
import type { ApprovalProof, Approver } from '../../linking/approver.ts';
import type { PasserelleStore } from '../../oidc/store.ts';
import type { LoginLimiter } from '../credentials/login-limits.ts';
import { detailsOf, mismatchOf } from './approval-match.ts';
import { createOpenApprovals } from './open-approvals.ts';
import { createStrongApprovalRecords, type StrongApproval } from './strong-approval-records.ts';
import type { Asked, StrongApprovalAnswer, StrongApprovals } from './strong-approvals-port.ts';

export interface StrongApprovalDeps {
  /** By space. */
  readonly approvers: Readonly<Record<string, Approver>>;
  readonly directory: AccountDirectory;
  readonly store: Pick<PasserelleStore, 'artifacts' | 'replay'>;
  readonly clock: () => Date;
  readonly newId: () => string;
  /** Seconds. */
  readonly pendingLife: number;
  readonly limiter: Pick<LoginLimiter, 'askPhone' | 'phoneNotAsked' | 'phoneApproved'>;
  /** Whether the account's secret code would be refused by now, whatever was typed. */
  readonly isLocked: (accountId: string) => Promise<boolean>;
  /** An answer that was not the service's, or not to this question: for the operator. */
  readonly onSuspect?: (suspicion: { space: string; detail: string }) => void;
  /** Asked so often in vain that it is not asked for a while: for the operator. */
  readonly onPhoneLocked?: (locked: { space: string }) => void;
}

export function createStrongApprovals(deps: StrongApprovalDeps): StrongApprovals {
  const { approvers, directory, clock, newId, pendingLife, limiter, isLocked, onSuspect, onPhoneLocked } = deps;
  const records = createStrongApprovalRecords(deps.store.artifacts('StrongLogin'), clock);
  const open = createOpenApprovals(deps);

  return {
    offeredIn: (space) => Object.hasOwn(approvers, space),

    async begin(page, { accountId, bindingMessage, asked }) {
      const account = (await directory.accounts([accountId])).get(accountId);
      const approver = account && approvers[account.space];
      if (!account || !approver || account.authenticatorSubject === undefined) return { ok: false, code: 'no_authenticator' };
      const now = clock();
      const running = await records.find(page);
      // The form was sent twice: the same approval, not a second one on the phone.
      if (running?.accountId === accountId && running.expiresAt > now && !running.answer) return { ok: true };
      // Another identifier on the same page: nobody is left to collect the first one's approval.
      if (running && !running.answer) await open.close(running);
      const generation = await open.reserve(accountId, isProved(asked));
      if (generation === undefined) return { ok: false, code: 'approval_open' };
      const { space, credentialsVersion, authenticatorSubject: subject } = account;
      const approval = { page, accountId, space, credentialsVersion, generation, challenge: newId(), bindingMessage, asked, begunAt: now };
      if (isProved(asked) && !(await mayRing(account))) {
        await open.close(approval);
        return { ok: false, code: 'too_many_approvals' };
      }
      try {
        const started = await approver.start({ subject, bindingMessage, details: detailsOf(approval), expiresInSeconds: pendingLife });
        const nextPollAt = new Date(now.getTime() + started.intervalSeconds * 1000);
        await open.begun(approval, new Date(now.getTime() + pendingLife * 1000));
        await records.write({ ...approval, ...started, nextPollAt });
      } catch (error) {
        await open.close(approval);
        if (isProved(asked)) await limiter.phoneNotAsked(accountId);
        throw error;
      }
      return { ok: true };
    },

    state: (page) => records.find(page),

    async poll(page) {
      const approval = await records.find(page);
      if (!approval || approval.expiresAt <= clock()) return { outcome: 'expired' };
      if (approval.answer) return redeem(approval, approval.answer);
      if (!(await open.isLast(approval))) return { outcome: 'expired' };
      if (!(await open.isOpen(approval))) return whatIsWritten(page);
      if (approval.nextPollAt > clock() || !(await open.mayAsk(approval))) return { outcome: 'pending' };
      await records.write({ ...approval, nextPollAt: new Date(clock().getTime() + approval.intervalSeconds * 1000) });
      return ask(approval);
    },

    async drop(page) {
      const approval = await records.find(page);
      if (!approval) return;
      // Collected as well: that it is over may not have been written then. The record last: without it nobody would find what is open.
      await open.close(approval);
      await records.remove(page);
    },
  };

  async function ask(approval: StrongApproval): Promise<StrongApprovalAnswer> {
    const approver = approvers[approval.space];
    if (!approver) throw new TypeError(`space '${approval.space}' has no approver`);
    const answer = await approver.poll(approval.authReqId);
    if (answer.outcome === 'invalid') return suspect(approval, answer.detail);
    if (answer.outcome === 'approved') return collect(approval, answer.proof);
    if (answer.outcome === 'pending') return { outcome: 'pending' };
    // Of two requests of one page the loser is told that there is nothing left to collect.
    const written = await writtenAnswer(approval.page);
    if (written) return written;
    if (answer.outcome === 'denied') await writeDenied(approval);
    await open.close(approval);
    return { outcome: answer.outcome };
  }

  /** An answer is written before its approval is closed: of one that is closed without, there is nothing left to hear. */
  async function whatIsWritten(page: string): Promise<StrongApprovalAnswer> {
    return (await writtenAnswer(page)) ?? { outcome: 'expired' };
  }

  async function writtenAnswer(page: string): Promise<StrongApprovalAnswer | undefined> {
    const now = await records.find(page);
    return now?.answer && redeem(now, now.answer);
  }

  /** Not where it was given up meanwhile, or another one begun. */
  async function writeDenied({ page, challenge }: StrongApproval): Promise<void> {
    const now = await records.find(page);
    if (now?.challenge === challenge) await records.write({ ...now, answer: 'denied' });
  }

  /** Every request counts, not only those that were refused: who gives up before the answer makes the phone ring as well. */
  async function mayRing({ accountId, space }: DirectoryAccount): Promise<boolean> {
    const limit = await limiter.askPhone(accountId);
    if (limit === 'locks') onPhoneLocked?.({ space });
    return limit === 'may_ask';
  }

  async function collect(approval: StrongApproval, proof: ApprovalProof): Promise<StrongApprovalAnswer> {
    const account = (await directory.accounts([approval.accountId])).get(approval.accountId);
    const mismatch = mismatchOf(approval, proof, account?.authenticatorSubject);
    if (mismatch) return suspect(approval, mismatch);
    if (!stillTheSame(approval, account) || !(await open.isLast(approval)) || (await isShut(approval))) {
      await open.close(approval);
      return { outcome: 'expired' };
    }
    // Given up while the answer was on its way, or the page went on to another account: written, it would sign in whom nobody waits for (T12).
    if (!(await open.isOpen(approval))) return whatIsWritten(approval.page);
    await records.write({ ...approval, answer: 'approved' });
    await open.close(approval);
    if (isProved(approval.asked)) await limiter.phoneApproved(approval.accountId);
    return approvedAnswer(approval);
  }

  async function redeem(approval: StrongApproval, answer: 'approved' | 'denied'): Promise<StrongApprovalAnswer> {
    if (answer === 'denied') return { outcome: 'denied' };
    return (await isShut(approval)) ? { outcome: 'expired' } : approvedAnswer(approval);
  }

  /** CVE-2026-16103: the lock of the code that began it, also if it came while the phone was asked. A new code opens a locked account, and began with none. */
  async function isShut({ asked, accountId }: StrongApproval): Promise<boolean> {
    return isProved(asked) && isLocked(accountId);
  }

  function suspect(approval: StrongApproval, detail: string): StrongApprovalAnswer {
    onSuspect?.({ space: approval.space, detail });
    return { outcome: 'pending' };
  }
}

/** Behind it stands the account's secret code; a new code is asked for by anybody, and limited where it begins. */
function isProved({ type }: Pick<Asked, 'type'>): boolean {
  return type !== 'secret_code_reset';
}

function approvedAnswer({ accountId, credentialsVersion, begunAt }: StrongApproval): StrongApprovalAnswer {
  return { outcome: 'approved', accountId, credentialsVersion, begunAt };
}

/** A code changed, or an account closed, while the phone was being asked: what it was asked for is no longer so. */
function stillTheSame(approval: StrongApproval, account: DirectoryAccount | undefined): boolean {
  const open = account?.status === 'active' || account?.status === 'never_opened';
  return open && account.credentialsVersion === approval.credentialsVersion;
}
