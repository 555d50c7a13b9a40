/** Does what events ask for. All of it may be done twice: a transmitter that was not answered sends again. */
import type { RevocationReason } from '../linking/reasons.ts';
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
    const { directory, administrator, links: reason, logins } = consequences;
    // 1. The links, for the event's own reason: whoever used one after 2 would end it for another, and by the reason a company's next
    //    administrator is told nothing of the former one (T41). A fault here must not keep 2 from failing closed, and is one again at 3.
    if (reason && directory && accountChanges) await endLinks(accountId, reason, issuer).catch(() => undefined);
    // 2. The directory: an activation that is under way compares credentials versions, and must find the new one (T40).
    if (directory) await accountChanges?.[directory](accountId, at, administrator);
    // 3. The links that were activated meanwhile.
    if (reason) await endLinks(accountId, reason, issuer);
    // 4. The logins.
    if (logins) await accounts[logins](accountId);
  };

  async function endLinks(accountId: string, reason: RevocationReason, issuer: string): Promise<void> {
    await links.revokeAllOf(accountId, { reason, actor: `issuer:${issuer}` });
  }
}
