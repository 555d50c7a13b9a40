/**
 * Step-up: the target's own credentials turn a linked session into a direct one of its own. Prepared by the resume middleware, assigned in
 * `interaction.ended`, which is synchronous; and the linked login's record ended once the direct session is written. The source's session is not touched.
 */
import { errors } from 'oidc-provider';
import { loginIdOf } from './mark.ts';
import type { Parts } from './parts.ts';
import type { ProviderSession } from './request-memory.ts';

export interface StepUp {
  readonly loginId: string;
  /** Set by `interaction.ended`: an error before it leaves the linked session as it was. */
  happened: boolean;
}

export function createStepUps({ memories, store, clock, newId, emit }: Parts) {
  /** For a login of the account that the session holds; undefined where the session is direct already. */
  function prepare({ uid, accountId }: ProviderSession): StepUp | undefined {
    const loginId = loginIdOf(uid);
    const memory = memories.current();
    if (loginId === undefined || !memory) return undefined;
    const directUid = newId();
    const stepUp: StepUp = { loginId, happened: false };
    memory.onInteractionEnded = (current) => {
      stopIfChanged(current, accountId);
      stepUp.happened = true;
      current.uid = directUid;
      // The sids stay, so that back-channel logout still finds the relying parties' sessions; the linked login's grants die.
      for (const authorization of Object.values(current.authorizations ?? {})) delete authorization.grantId;
    };
    return stepUp;
  }

  /**
   * After the direct session is written: before, an outage in between would leave neither. The linked login's tokens are bound to the uid
   * that the session no longer has, so they are dead already; this tells the customer when the visit ended.
   */
  async function finish({ loginId, happened }: StepUp): Promise<void> {
    if (!happened || memories.current()?.sessionWriteFailed) return;
    try {
      await store.linkedLogins.end(loginId, clock(), 'stepped_up');
      emit({ event: 'step_up.completed', login: loginId });
    } catch (error) {
      emit({ event: 'fault', path: 'step_up', error: error instanceof Error ? error : new Error(String(error)) });
    }
  }

  return { prepare, finish };
}

/**
 * Another tab may sign somebody in between our reading of the session and the library's: what was decided was not decided for them.
 * A throw alone would still save the session as it is; marked destroyed, neither document nor cookie is touched.
 */
export function stopIfChanged(current: ProviderSession, expected: string | undefined): void {
  if (current.accountId === expected) return;
  Reflect.set(current, 'destroyed', true);
  throw new errors.AccessDenied('somebody else signed in meanwhile');
}
