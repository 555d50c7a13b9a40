/**
 * The fence: whether a linked login is alive, asked at every use of anything that derives from it. A definite no is `undefined`;
 * an unknown throws (unavailable.ts). What it learns that is final, it writes: a changed credentials version revokes the link, a
 * blocked account or a suspended policy ends the login, so that lifting the block revives nothing.
 */
import type { DirectoryAccount } from '../linking/account-directory.ts';
import { type AccountLink, sidesFor } from '../linking/account-link.ts';
import { policyById } from '../linking/link-policy.ts';
import type { LinkedLogin, LinkedLoginEnd } from '../linking/linked-login.ts';
import type { Parts } from './parts.ts';

export interface Fence {
  /** The login if it may be used now. Remembered for the request. */
  alive(loginId: string): Promise<LinkedLogin | undefined>;
  /** Revokes a link whose accounts have other credentials than at activation; answers whether it did so. */
  revokeIfCredentialsChanged(link: AccountLink, accounts: ReadonlyMap<string, DirectoryAccount>): Promise<boolean>;
}

export type FenceRefusal =
  | 'login_unknown'
  | 'login_ended'
  | 'link_not_active'
  | 'policy_gone'
  | 'policy_suspended'
  | 'source_session_gone'
  | 'account_unusable'
  | 'credential_version';

/** `sourceSessionLives`: whether the source's provider session exists, unexpired, for the account. */
export function createFence(parts: Parts, sourceSessionLives: (uid: string, accountId: string) => Promise<boolean>): Fence {
  const { store, directory, keeper, memories, clock, emit, options } = parts;

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
    const policy = policyById(options.policies(), login.policyId);
    if (!policy) return refuse(loginId, 'policy_gone');
    if (policy.status === 'suspended') return end(login, 'policy_suspended', 'policy_suspended');
    const [link, sourceLives, accounts] = await Promise.all([
      store.links.find(login.linkId),
      sourceSessionLives(login.sourceUid, login.actor),
      directory.accounts([login.actor, login.accountId]),
    ]);
    if (link?.status !== 'active') return refuse(loginId, 'link_not_active');
    if (await revokeIfCredentialsChanged(link, accounts)) return refuse(loginId, 'credential_version');
    if (![login.actor, login.accountId].every((id) => accounts.get(id)?.status === 'active'))
      return end(login, 'account_unusable', 'account_unusable');
    if (!sourceLives) return refuse(loginId, 'source_session_gone');
    return login;
  }

  async function revokeIfCredentialsChanged(link: AccountLink, accounts: ReadonlyMap<string, DirectoryAccount>): Promise<boolean> {
    const changed = [link.activating, link.other].some(({ accountId, credentialsVersion }) => {
      const account = accounts.get(accountId);
      return account === undefined || account.credentialsVersion !== credentialsVersion;
    });
    if (!changed) return false;
    const closed = [link.activating, link.other].some(({ accountId }) => !accounts.has(accountId));
    const reason = closed ? 'account_closed' : 'credential_version';
    const moved = await keeper(link.id, { type: 'revoked', at: clock(), actor: 'provider', reason }, link);
    if (moved.ok) emit({ event: 'account_link.revoked', link: link.id, reason });
    return true;
  }

  async function end(login: LinkedLogin, reason: LinkedLoginEnd, refusal: FenceRefusal): Promise<undefined> {
    if (await store.linkedLogins.end(login.id, clock(), reason))
      emit({ event: 'linked_login.ended', login: login.id, link: login.linkId, reason });
    return refuse(login.id, refusal);
  }

  function refuse(loginId: string, reason: FenceRefusal): undefined {
    emit({ event: 'fence.refused', login: loginId, reason });
    return undefined;
  }

  return { alive, revokeIfCredentialsChanged };
}

/** The counterpart's account id of a link, seen from an account of it. */
export function counterpartOf(link: AccountLink, accountId: string): string | undefined {
  return sidesFor(link, accountId)?.counterpart.accountId;
}
