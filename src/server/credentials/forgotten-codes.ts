/**
 * A forgotten code: the phone approves, then a new code is chosen. Nothing here tells whether an identifier exists (T42): somebody is
 * asked in the background only, and an answer that is still to come takes the same time for everybody. The one thing seen from outside
 * is what the account's own person did on the phone.
 */
import type { AccountStore, StoredAccount } from '../directory/account-store.ts';
import { masked } from '../directory/built-in-directory.ts';
import type { StrongApprovalAnswer, StrongApprovals } from '../strong-login/strong-approvals-port.ts';
import type { CodeReplacement, Credentials, CredentialsRefused } from './credentials-port.ts';
import type { ForgottenCodeRecord, ForgottenCodeRecords } from './forgotten-code-records.ts';
import type { LoginLimiter } from './login-limits.ts';

export interface ForgottenCodeDeps {
  readonly accounts: Pick<AccountStore, 'byIdentifier' | 'byIds'>;
  readonly approvals: StrongApprovals;
  readonly credentials: Pick<Credentials, 'replace'>;
  readonly limiter: Pick<LoginLimiter, 'admit' | 'startReset'>;
  readonly records: ForgottenCodeRecords;
  readonly clock: () => Date;
  readonly newId: () => string;
  readonly pause: (milliseconds: number) => Promise<unknown>;
  /** Seconds, for the phone and again for the new code. */
  readonly life: number;
  /** What happened in the background, for the operator. */
  readonly onFault: (error: unknown) => void;
}

export type ForgottenCode =
  | { readonly phase: 'waiting'; readonly space: string; readonly bindingMessage: string; readonly expiresAt: Date }
  | { readonly phase: 'approved' | 'denied' | 'expired'; readonly space: string }
  /** The new code is written; what follows from it may not have been done yet. */
  | { readonly phase: 'changed'; readonly space: string; readonly accountId: string };

export type ForgottenCodeStart = { readonly ok: true; readonly id: string } | CredentialsRefused<'slow_down'>;

export interface ForgottenCodes {
  offeredIn(space: string): boolean;
  start(request: { space: string; identifier: string; bindingMessage: string; address: string }): Promise<ForgottenCodeStart>;
  /** Asks the authenticator service once, and not before its interval. */
  look(id: string): Promise<ForgottenCode | undefined>;
  choose(id: string, next: string): Promise<CodeReplacement | CredentialsRefused<'too_late'>>;
  /** Given up. */
  close(id: string): Promise<void>;
  /** The new code is written, and what follows from it done. What cannot be cleared away now expires by itself. */
  done(id: string): Promise<void>;
}

/** Longer than an authenticator service usually needs to answer. Milliseconds. */
const answerTime = 300;

export function createForgottenCodes(deps: ForgottenCodeDeps): ForgottenCodes {
  const { accounts, approvals, credentials, limiter, records, clock, newId, pause, life, onFault } = deps;

  return {
    offeredIn: (space) => approvals.offeredIn(space),

    async start({ space, identifier, bindingMessage, address }) {
      const retryAfterSeconds = await limiter.admit(address);
      if (retryAfterSeconds !== undefined) return { ok: false, code: 'slow_down', retryAfterSeconds };
      const id = newId();
      const admitted = await limiter.startReset(space, identifier);
      await records.begin({ id, space, bindingMessage, expiresAt: clock().getTime() + life * 1000, nextVersion: newId() });
      if (admitted) void inBackground(askPhone(id, { space, identifier, bindingMessage }));
      return { ok: true, id };
    },

    async look(id) {
      const record = await records.find(id);
      if (!record) return undefined;
      if (record.approved || record.denied || record.expiresAt <= clock().getTime()) return phaseOf(record);
      const evenly = pause(answerTime);
      // Not given up when it is not waited for: the service may say so once.
      const decided = await Promise.race([inBackground(decide(record)), evenly.then(() => false)]);
      if (!decided) await evenly;
      const now = await records.find(id);
      return now && phaseOf(now);
    },

    async choose(id, next) {
      const record = await records.find(id);
      if (!record?.approved || record.approved.until <= clock().getTime()) return { ok: false, code: 'too_late' };
      const { accountId, credentialsVersion } = record.approved;
      return credentials.replace({ accountId, credentialsVersion, nextVersion: record.nextVersion, next });
    },

    close,

    async done(id) {
      await inBackground(close(id));
    },
  };

  /** The record last: without it nobody would find what is still to be closed. */
  async function close(id: string): Promise<void> {
    await approvals.drop(pageOf(id));
    await records.remove(id);
  }

  async function askPhone(id: string, request: { space: string; identifier: string; bindingMessage: string }): Promise<void> {
    const account = await accounts.byIdentifier(request.space, request.identifier);
    if (!account || !mayAsk(account)) return;
    // Refused, without an app or while another request waits on the phone, is answered like all the others: by nothing.
    const { accountId } = account;
    // Named on the phone: whoever did not ask sees for which account somebody wants a new code.
    const about = { account: masked(account.accountNumber), ...(account.company !== undefined && { company: account.company }) };
    await approvals.begin(pageOf(id), {
      accountId,
      bindingMessage: request.bindingMessage,
      asked: { ...about, type: 'secret_code_reset' },
    });
  }

  /** Whether the phone has answered. What stands then may be another answer that was here first, or nothing any more. */
  async function decide(record: ForgottenCodeRecord): Promise<boolean> {
    const decided = decidedBy(record, await approvals.poll(pageOf(record.id)));
    if (decided) await records.decide(decided);
    return decided !== undefined;
  }

  function inBackground<T>(work: Promise<T>): Promise<T | undefined> {
    return work.catch((error: unknown) => {
      onFault(error);
      return undefined;
    });
  }

  /** The new version of the credentials is what makes an approval count once. */
  async function phaseOf({ space, bindingMessage, expiresAt, nextVersion, denied, approved }: ForgottenCodeRecord): Promise<ForgottenCode> {
    if (denied) return { phase: 'denied', space };
    if (!approved && expiresAt > clock().getTime()) return { phase: 'waiting', space, bindingMessage, expiresAt: new Date(expiresAt) };
    const [account] = approved ? await accounts.byIds([approved.accountId]) : [];
    if (account?.credentialsVersion === nextVersion) return { phase: 'changed', space, accountId: account.accountId };
    const open = approved && approved.until > clock().getTime() && account?.credentialsVersion === approved.credentialsVersion;
    return { phase: open ? 'approved' : 'expired', space };
  }

  /** `expired` is no decision: an approval that was never asked for says so as well. */
  function decidedBy(record: ForgottenCodeRecord, answer: StrongApprovalAnswer): ForgottenCodeRecord | undefined {
    if (answer.outcome === 'denied') return { ...record, denied: true };
    if (answer.outcome !== 'approved') return undefined;
    const { accountId, credentialsVersion } = answer;
    return { ...record, approved: { accountId, credentialsVersion, until: clock().getTime() + life * 1000 } };
  }
}

/** Apart from everything else that waits for an approval. */
function pageOf(id: string): string {
  return `forgotten code ${id}`;
}

function mayAsk({ status }: StoredAccount): boolean {
  return status === 'active' || status === 'never_opened';
}
