/**
 * What the store and the directory say of an account and its counterparts in another space: the active link, or whom it could be linked
 * with and what stands in the way. One final thing is written: a link whose accounts have other credentials now is revoked at sight.
 */
import type { DirectoryAccount } from '../linking/account-directory.ts';
import type { AccountLink } from '../linking/account-link.ts';
import { activationIneligibility, type Ineligibility, pairIneligibility } from '../linking/eligibility.ts';
import type { PolicyDirection } from '../linking/link-policy.ts';
import { isAutomatic } from '../linking/reasons.ts';
import { counterpartOf, type Fence } from './fence.ts';
import type { Parts } from './parts.ts';

export interface Pair {
  readonly link: AccountLink | undefined;
  /** Everybody named here, and the holder of the target's session. */
  readonly accounts: ReadonlyMap<string, DirectoryAccount>;
  /** The link's, else all that the directory names. */
  readonly counterparts: readonly string[];
  /** Without a link: those that could be linked now. */
  readonly candidates: readonly string[];
  readonly ineligible: Ineligibility | undefined;
  /** When a new activation will be possible. */
  readonly retryAt: Date | undefined;
}

export interface PairRequest {
  /** The source's account; nobody is signed in there without one. */
  readonly actor: string | undefined;
  readonly target: string;
  readonly direction: PolicyDirection;
  readonly holder: string | undefined;
}

export type ReadPair = (request: PairRequest) => Promise<Pair>;

interface Judged {
  readonly account: DirectoryAccount;
  readonly ineligible: Ineligibility | undefined;
  readonly retryAt: Date | undefined;
}

export function createPairReader({ store, directory, clock }: Parts, fence: Fence): ReadPair {
  return async function readPair({ actor, target, direction, holder }) {
    if (actor === undefined) return { ...noPair, accounts: await accountsOf(holder) };
    const link = await store.links.activeOf(actor, target);
    const counterpart = link && counterpartOf(link, actor);
    if (link && counterpart !== undefined) {
      const accounts = await accountsOf(actor, counterpart, holder);
      if (!(await fence.revokeIfCredentialsChanged(link, accounts))) return linkedPair(link, counterpart, actor, direction, accounts);
    }
    return unlinkedPair(actor, target, direction, holder);
  };

  function linkedPair(
    link: AccountLink,
    counterpart: string,
    actor: string,
    direction: PolicyDirection,
    accounts: ReadonlyMap<string, DirectoryAccount>,
  ): Pair {
    // A link of a policy that is no longer there holds both accounts until somebody revokes it.
    const foreign = link.policyId === direction.policy.id ? undefined : 'counterpart_linked_elsewhere';
    const ineligible = suspended(direction) ?? foreign ?? pairIneligibility(accounts.get(actor), accounts.get(counterpart));
    return { link, accounts, counterparts: [counterpart], candidates: [], ineligible, retryAt: undefined };
  }

  async function unlinkedPair(actor: string, target: string, direction: PolicyDirection, holder: string | undefined): Promise<Pair> {
    const [own, named, retryAt] = await Promise.all([
      accountsOf(actor, holder),
      directory.counterparts(actor, target),
      retryTime(actor, target, direction),
    ]);
    const source = own.get(actor);
    const judged = await Promise.all(named.map((account) => judge(source, account, direction)));
    const candidates = judged.filter(({ ineligible }) => !ineligible).map(({ account }) => account.accountId);
    const first = candidates.length === 0 ? judged[0] : undefined;
    const ineligible =
      suspended(direction) ??
      (named.length === 0 ? pairIneligibility(source, undefined) : first?.ineligible) ??
      (retryAt && 'reactivation_delay') ??
      (direction.sourceMayActivate && source ? activationIneligibility(source) : undefined);
    const accounts = new Map([...own, ...named.map((account) => [account.accountId, account] as const)]);
    const counterparts = named.map(({ accountId }) => accountId);
    return { link: undefined, accounts, counterparts, candidates, ineligible, retryAt: retryAt ?? first?.retryAt };
  }

  async function judge(source: DirectoryAccount | undefined, account: DirectoryAccount, direction: PolicyDirection): Promise<Judged> {
    const ineligible = pairIneligibility(source, account);
    if (ineligible || !source) return { account, ineligible, retryAt: undefined };
    if (await store.links.activeOf(account.accountId, source.space))
      return { account, ineligible: 'counterpart_linked_elsewhere', retryAt: undefined };
    const retryAt = await retryTime(account.accountId, source.space, direction);
    return { account, ineligible: retryAt && 'reactivation_delay', retryAt };
  }

  /** The delay after an automatic revocation, of either account: whoever has just reset a secret code must not link at once. */
  async function retryTime(accountId: string, otherSpace: string, { policy }: PolicyDirection): Promise<Date | undefined> {
    const last = await store.links.lastRevokedOf(accountId, otherSpace);
    if (!last?.endedAt || !last.revocationReason || !isAutomatic(last.revocationReason)) return undefined;
    const retryAt = new Date(last.endedAt.getTime() + policy.lives.reactivationDelay * 1000);
    return retryAt > clock() ? retryAt : undefined;
  }

  async function accountsOf(...accountIds: readonly (string | undefined)[]): Promise<ReadonlyMap<string, DirectoryAccount>> {
    const named = new Set(accountIds.filter((id) => id !== undefined));
    return named.size === 0 ? new Map() : directory.accounts([...named]);
  }
}

const noPair: Omit<Pair, 'accounts'> = { link: undefined, counterparts: [], candidates: [], ineligible: undefined, retryAt: undefined };

function suspended({ policy }: PolicyDirection): Ineligibility | undefined {
  return policy.status === 'suspended' ? 'policy_suspended' : undefined;
}
