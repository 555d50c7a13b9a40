/** The consent page, and what accepting it takes: the situation unchanged, both accounts proved as the policy wants, and no other activation open. */

import type { DirectoryAccount } from '../linking/account-directory.ts';
import { hashOf } from '../linking/canonical-json.ts';
import type { Decision } from './decision.ts';
import type { LinkPageParts } from './journey-parts.ts';
import type { ConsentPage, MoveRefusal } from './pages.ts';
import type { Parts } from './parts.ts';
import type { ProviderSession } from './request-memory.ts';
import type { Visit } from './visit.ts';

/** Which link an interaction is activating: our own document beside the library's, for a result in the interaction would bind it. */
export const attemptModel = 'ActivationAttempt';

export function createConsentPage(parts: Parts, { moves, activation, browserCookie }: LinkPageParts) {
  const { store, memories, clock, emit } = parts;

  return function consentPage(visit: Visit, decision: Decision, candidates: readonly string[]): ConsentPage {
    const { direction, source, sourceSession, accounts } = decision;
    const { policy } = direction;
    if (sourceSession?.accountId === undefined) throw new TypeError('row 9 has a source session');
    const sourceAccount = named(accounts, sourceSession.accountId);
    const counterparts = candidates.map((accountId) => named(accounts, accountId));
    const proofs = {
      source: isTooOld(sourceSession, policy.lives.activationLoginAge),
      counterpart: policy.counterpartProof === 'target_login',
    };
    // The session swapped between page and answer is another `uid`, the text of another version another consent (T8, T43).
    const page = moves.page(visit, {
      source: sourceSession.uid,
      account: sourceAccount.accountId,
      candidates,
      version: policy.consentVersion,
    });
    return {
      ...page,
      page: 'consent',
      source,
      sourceAccount,
      counterparts,
      consentVersion: policy.consentVersion,
      proofs,
      accept: (consent) =>
        memories.within(async () => {
          const counterpart = counterparts.find(({ accountId }) => accountId === consent.counterpart);
          if (consent.shown !== page.shown) return refused('changed');
          if (!counterpart) return refused('counterpart_not_offered');
          if (proofs.source && !consent.proved.includes(sourceAccount.accountId)) return refused('source_proof_required');
          if (proofs.counterpart && !consent.proved.includes(counterpart.accountId)) return refused('counterpart_proof_required');
          const opened = await activation.open({
            policy,
            clientId: visit.client.clientId,
            sourceUid: sourceSession.uid,
            sourceAccount,
            counterpart,
            proofs: {
              source: consent.proved.includes(sourceAccount.accountId) ? 'secret_code' : 'login',
              counterpart: policy.counterpartProof,
            },
            text: consent.text,
            language: consent.language,
            bindingMessage: consent.bindingMessage,
            browserId: browserCookie.idOf(visit.host),
          });
          if (!opened.ok) return refused(opened.code);
          await store.artifacts(attemptModel).upsert(visit.interaction.uid, { linkId: opened.link.id }, policy.lives.pendingLink * 2);
          return { waiting: true } as const;
        }),
      refuse: () => {
        emit({
          event: 'activation.refused',
          client: visit.client.clientId,
          policy: policy.id,
          account: hashOf(sourceAccount.accountId),
          reason: 'customer_refused',
        });
        return moves.refuse(visit, 'the customer refused the consent');
      },
    };

    function refused(code: MoveRefusal) {
      emit({ event: 'activation.refused', client: visit.client.clientId, policy: policy.id, reason: code });
      return { refused: code };
    }
  };

  function isTooOld(session: ProviderSession, seconds: number): boolean {
    return clock().getTime() - (session.loginTs ?? 0) * 1000 > seconds * 1000;
  }
}

/** Everybody whom a decision names is among its accounts. */
export function named(accounts: ReadonlyMap<string, DirectoryAccount>, accountId: string | undefined): DirectoryAccount {
  const account = accountId === undefined ? undefined : accounts.get(accountId);
  if (!account) throw new Error('the directory no longer knows an account that it named');
  return account;
}
