/** Does what events ask for. All of it may be done twice: a transmitter that was not answered sends again. */
import type { Accounts, Links } from '../oidc/passerelle-types.ts';
import type { AccountChanges } from './account-changes-port.ts';
import type { PlannedEvent } from './event-plan.ts';

export interface EventEffectsDeps {
  readonly passerelle: { readonly links: Pick<Links, 'revokeAllOf'>; readonly accounts: Accounts };
  /** Absent with a directory that is kept elsewhere. */
  readonly accountChanges?: AccountChanges;
}

export function createEventEffects({ passerelle: { links, accounts }, accountChanges }: EventEffectsDeps) {
  /** Answered when it has taken effect, durably. */
  return async function carryOut({ accountId, at, consequences }: PlannedEvent, issuer: string): Promise<void> {
    const { directory, links: reason, logins } = consequences;
    // 1. The directory: an activation that is under way compares credentials versions, and must find the new one (T40).
    if (directory) await accountChanges?.[directory](accountId, at);
    // 2. The links.
    if (reason) await links.revokeAllOf(accountId, { reason, actor: `issuer:${issuer}` });
    // 3. The logins.
    if (logins) await accounts[logins](accountId);
  };
}
