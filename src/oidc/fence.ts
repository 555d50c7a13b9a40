/**
 * The fence: whether a linked login is alive, asked at every use of anything that derives from it. A definite no is `undefined`;
 * an unknown throws (unavailable.ts). What it learns that is final, it writes: a link that is over is revoked, and a login that is refused
 * is ended, so that lifting a block revives nothing and its relying parties are told.
 */
import type { DirectoryAccount } from '../linking/account-directory.ts';
import { type AccountLink, sidesFor } from '../linking/account-link.ts';
import { endingOf } from '../linking/link-ending.ts';
import { policyById } from '../linking/link-policy.ts';
import type { LinkedLogin, LinkedLoginEnd } from '../linking/linked-login.ts';
import type { RevocationReason } from '../linking/reasons.ts';
import type { Parts } from './parts.ts';

export interface Fence {
  /** The login if it may be used now. Remembered for the request. */
  alive(loginId: string): Promise<LinkedLogin | undefined>;
  /** Whether the login is for a client: of a visit by browser the policy names them; the linked-account grant has rules of its own. */
  isFor(login: LinkedLogin, clientId: string | undefined): boolean;
  /** Revokes a link that is over all the same (link-ending.ts); answers why. */
  revokeIfOver(link: AccountLink, accounts: ReadonlyMap<string, DirectoryAccount>): Promise<RevocationReason | undefined>;
}

export type FenceRefusal =
  | 'login_unknown'
  | 'login_ended'
  | 'link_not_active'
  | 'link_over'
  | 'policy_unknown'
  | 'policy_suspended'
  | 'source_session_gone'
  | 'account_unusable'
  | 'client_not_named';

/** `sourceSessionLives`: whether the source's provider session exists, unexpired, for the account. */
export function createFence(parts: Parts, sourceSessionLives: (uid: string, accountId: string) => Promise<boolean>): Fence {
  const { store, directory, keeper, memories, clock, emit, nudge, options } = parts;

  async function alive(loginId: string): Promise<LinkedLogin | undefined> {
    const memory = memories.current();
    const known = memory?.fenced.get(loginId);
    if (known !== undefined) return known;
    const answer = look(loginId);
    memory?.fenced.set(loginId, answer);
    const login = await answer;
    if (login) memory?.alive.set(loginId, login);
    return login;
  }

  async function look(loginId: string): Promise<LinkedLogin | undefined> {
    const login = await store.linkedLogins.find(loginId);
    if (!login) return refuse(loginId, 'login_unknown');
    if (login.endedAt || login.expiresAt <= clock()) return refuse(loginId, 'login_ended');
    const [link, state, sourceLives, accounts] = await Promise.all([
      store.links.find(login.linkId),
      store.policyStates.find(login.policyId),
      sourceSessionLives(login.sourceUid, login.actor),
      directory.accounts([login.actor, login.accountId]),
    ]);
    if (link?.status !== 'active') return end(login, 'revoked', 'link_not_active');
    if (await revokeIfOver(link, accounts)) return end(login, 'revoked', 'link_over');
    const policy = policyById(options.policies(), login.policyId);
    // Perhaps this node does not know it yet, or no more: refused, and nothing is written (T61).
    if (!policy) return refuse(loginId, 'policy_unknown');
    const inForce = policy.status === 'active' && !state?.suspended;
    // Another epoch: suspended meanwhile, and resumed perhaps. What was open then stays ended.
    if (!inForce || (state?.epoch ?? 0) !== login.policyEpoch) return end(login, 'policy_suspended', 'policy_suspended');
    if (![login.actor, login.accountId].every((id) => accounts.get(id)?.status === 'active'))
      return end(login, 'account_unusable', 'account_unusable');
    if (!sourceLives) return end(login, 'signed_out', 'source_session_gone');
    return login;
  }

  function isFor({ id, policyId, via }: LinkedLogin, clientId: string | undefined): boolean {
    if (via === 'grant' || (clientId !== undefined && policyById(options.policies(), policyId)?.clients.includes(clientId))) return true;
    // Nothing is written: a node whose configuration is older or newer may know the client (T61).
    refuse(id, 'client_not_named');
    return false;
  }

  async function revokeIfOver(link: AccountLink, accounts: ReadonlyMap<string, DirectoryAccount>): Promise<RevocationReason | undefined> {
    const reason = endingOf(link, { policies: options.policies(), accounts, now: clock() });
    if (!reason) return undefined;
    const moved = await keeper(link.id, { type: 'revoked', at: clock(), actor: 'provider', reason }, link);
    if (moved.ok) {
      emit({ event: 'account_link.revoked', link: link.id, reason });
      nudge();
    }
    return reason;
  }

  async function end(login: LinkedLogin, reason: LinkedLoginEnd, refusal: FenceRefusal): Promise<undefined> {
    if (await store.linkedLogins.end(login.id, clock(), reason)) {
      emit({ event: 'linked_login.ended', login: login.id, link: login.linkId, reason });
      nudge();
    }
    return refuse(login.id, refusal);
  }

  function refuse(loginId: string, reason: FenceRefusal): undefined {
    emit({ event: 'fence.refused', login: loginId, reason });
    return undefined;
  }

  return { alive, isFor, revokeIfOver };
}

/** The counterpart's account id of a link, seen from an account of it. */
export function counterpartOf(link: AccountLink, accountId: string): string | undefined {
  return sidesFor(link, accountId)?.counterpart.accountId;
}
