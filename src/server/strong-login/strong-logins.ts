/**
 * Strong logins, kept by interaction so that any node can answer the waiting page, and only the browser of that interaction collects.
 * An account has one open approval at most: more would train people to confirm without reading (T17).
 */
import { timingSafeEqual } from 'node:crypto';
import type { AccountDirectory, DirectoryAccount } from '../../linking/account-directory.ts';
import type { ApprovalDetails, ApprovalProof, Approver } from '../../linking/approver.ts';
import type { PasserelleStore } from '../../oidc/store.ts';
import { createOpenApprovals } from './open-approvals.ts';
import type { StrongLoginAnswer, StrongLogins } from './strong-login-port.ts';
import { createStrongLoginRecords, type StrongLogin } from './strong-login-records.ts';

export interface StrongLoginDeps {
  /** By space. */
  readonly approvers: Readonly<Record<string, Approver>>;
  readonly directory: AccountDirectory;
  readonly store: Pick<PasserelleStore, 'artifacts' | 'replay'>;
  readonly clock: () => Date;
  readonly newId: () => string;
  /** Seconds. */
  readonly pendingLife: number;
  /** An answer that was not the service's, or not to this question: for the operator. */
  readonly onSuspect?: (suspicion: { space: string; detail: string }) => void;
}

/** How far the clocks of the authenticator service and of ours may be apart. */
const clockSkew = 60_000;

export function createStrongLogins(deps: StrongLoginDeps): StrongLogins {
  const { approvers, directory, clock, newId, pendingLife, onSuspect } = deps;
  const records = createStrongLoginRecords(deps.store.artifacts('StrongLogin'), clock);
  const open = createOpenApprovals(deps);

  async function ask(login: StrongLogin): Promise<StrongLoginAnswer> {
    const approver = approvers[login.space];
    if (!approver) throw new TypeError(`space '${login.space}' has no approver`);
    const answer = await approver.poll(login.authReqId);
    if (answer.outcome === 'invalid') return suspect(login, answer.detail);
    if (answer.outcome === 'approved') return collect(login, answer.proof);
    if (answer.outcome === 'pending') return { outcome: 'pending' };
    // Of two requests of one page the loser is told that there is nothing left to collect.
    const now = await records.find(login.uid);
    if (now?.approved) return approvedAnswer(now);
    await open.close(login);
    return { outcome: answer.outcome };
  }

  async function collect(login: StrongLogin, proof: ApprovalProof): Promise<StrongLoginAnswer> {
    const account = (await directory.accounts([login.accountId])).get(login.accountId);
    const mismatch = mismatchOf(login, proof, account?.authenticatorSubject);
    if (mismatch) return suspect(login, mismatch);
    if (!stillProved(login, account)) {
      await open.close(login);
      return { outcome: 'expired' };
    }
    const approved = { ...login, approved: true };
    await records.write(approved);
    await open.close(login);
    return approvedAnswer(approved);
  }

  function suspect(login: StrongLogin, detail: string): StrongLoginAnswer {
    onSuspect?.({ space: login.space, detail });
    return { outcome: 'pending' };
  }

  return {
    async begin(uid, accountId, bindingMessage, operation) {
      const account = (await directory.accounts([accountId])).get(accountId);
      const approver = account && approvers[account.space];
      if (!account || !approver || account.authenticatorSubject === undefined) return { ok: false, code: 'no_authenticator' };
      const now = clock();
      const running = await records.find(uid);
      // The form was sent twice: the same approval, not a second one on the phone.
      if (running?.accountId === accountId && running.expiresAt > now && !running.approved) return { ok: true };
      // Another identifier on the same page: nobody is left to collect the first one's approval.
      if (running && !running.approved) await open.close(running);
      const generation = await open.reserve(accountId, new Date(now.getTime() + pendingLife * 1000));
      if (generation === undefined) return { ok: false, code: 'approval_open' };
      const login = {
        uid,
        accountId,
        space: account.space,
        credentialsVersion: account.credentialsVersion,
        generation,
        challenge: newId(),
        bindingMessage,
        codeProvedAt: now,
        approved: false,
        ...(operation && { operation }),
      };
      try {
        const started = await approver.start({
          subject: account.authenticatorSubject,
          bindingMessage,
          details: detailsOf(login),
          expiresInSeconds: pendingLife,
        });
        await records.write({ ...login, ...started, nextPollAt: new Date(now.getTime() + started.intervalSeconds * 1000) });
      } catch (error) {
        await open.close(login);
        throw error;
      }
      return { ok: true };
    },

    state: (uid) => records.find(uid),

    async poll(uid) {
      const login = await records.find(uid);
      if (!login || login.expiresAt <= clock()) return { outcome: 'expired' };
      if (login.approved) return approvedAnswer(login);
      if (login.nextPollAt > clock() || !(await open.mayAsk(login))) return { outcome: 'pending' };
      await records.write({ ...login, nextPollAt: new Date(clock().getTime() + login.intervalSeconds * 1000) });
      return ask(login);
    },

    async drop(uid) {
      const login = await records.find(uid);
      if (!login) return;
      await records.remove(uid);
      if (!login.approved) await open.close(login);
    },
  };
}

function approvedAnswer({ accountId, codeProvedAt }: StrongLogin): StrongLoginAnswer {
  return { outcome: 'approved', accountId, codeProvedAt };
}

/** Fields of an operation cannot stand for ours: what is ours comes last. */
function detailsOf({ operation, challenge, space }: Pick<StrongLogin, 'operation' | 'challenge' | 'space'>): ApprovalDetails {
  return { ...operation, type: operation ? 'operation' : 'login', challenge, space };
}

/** T29: by value, and no field more or less. */
function sameFields(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  return (
    Object.keys(a).length === Object.keys(b).length &&
    Object.entries(b).every(([name, value]) => Object.hasOwn(a, name) && a[name] === value)
  );
}

/** T14, T18: by this account's person, for this login, after it was asked for. */
function mismatchOf(login: StrongLogin, proof: ApprovalProof, subject: string | undefined): string | undefined {
  if (subject === undefined || proof.subject !== subject) return 'subject';
  if (!sameSecret(proof.challenge, login.challenge)) return 'challenge';
  const { challenge, ...shown } = proof.details;
  const { challenge: _, ...asked } = detailsOf(login);
  if (!sameSecret(challenge, login.challenge) || !sameFields(shown, asked)) return 'authorization_details';
  const earliest = login.codeProvedAt.getTime() - clockSkew;
  return proof.issuedAt.getTime() < earliest || proof.authenticatedAt.getTime() < earliest ? 'too old' : undefined;
}

/** A code changed, or an account closed, while the phone was being asked: what the first step proved is no longer so. */
function stillProved(login: StrongLogin, account: DirectoryAccount | undefined): boolean {
  const open = account?.status === 'active' || account?.status === 'never_opened';
  return open && account.credentialsVersion === login.credentialsVersion;
}

function sameSecret(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
