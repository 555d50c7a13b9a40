/** The pages of the prompt `linked_account`: who is signed in here, why the gateway cannot be used, consent, and waiting for the approval. */
import type { DirectoryAccount } from '../linking/account-directory.ts';
import type { AccountLink } from '../linking/account-link.ts';
import type { Choice } from '../linking/situation.ts';
import type { Decision } from './decision.ts';
import { choiceOf, resultKey } from './interaction-results.ts';
import { attemptModel, createConsentPage, named } from './journey-consent-page.ts';
import type { LinkPageParts } from './journey-parts.ts';
import type { FailedPage, JourneyPage, Redirect, Refused, WaitingPage } from './pages.ts';
import type { Parts } from './parts.ts';
import type { Visit } from './visit.ts';

export function createLinkPages(parts: Parts, pageParts: LinkPageParts) {
  const { store, memories } = parts;
  const { moves, approval: approvals } = pageParts;
  const consentPage = createConsentPage(parts, pageParts);

  return async function linkPage(visit: Visit, decide: () => Promise<Decision>): Promise<JourneyPage> {
    // Read first: a link that another tab activates in between is then still pending here, never unknown to the decision.
    const attempted = await attemptedLink(visit);
    const decision = await decide();
    const { outcome, accounts, source } = decision;
    // What stands in the way by now says more than that the attempt is over: another company was first, the policy was suspended.
    const knowsWhy = attempted?.status === 'expired' && outcome.kind === 'unavailable';
    if (attempted && attempted.status !== 'active' && !knowsWhy) return activationPage(visit, decision, attempted);
    switch (outcome.kind) {
      case 'signed_in_here': {
        const account = named(accounts, outcome.account);
        return {
          ...moves.page(visit, { account: outcome.account }),
          page: 'signed_in_here',
          account,
          source,
          ...(outcome.activateFrom && { activateFrom: decision.direction.policy.activatingSpace }),
          choose: chooser(visit, account),
        };
      }
      case 'choose_account': {
        const account = named(accounts, outcome.account);
        const counterpart = named(accounts, decision.facts.link?.counterpart ?? decision.facts.candidates[0]);
        return {
          ...moves.page(visit, { account: outcome.account }),
          page: 'choose_account',
          source,
          account,
          counterpart,
          linked: decision.facts.link !== undefined,
          choose: chooser(visit, account),
        };
      }
      case 'unavailable':
        return {
          ...moves.page(visit, { reason: outcome.reason }),
          page: 'unavailable',
          source,
          reason: outcome.reason,
          ...(decision.retryAt && { retryAt: decision.retryAt }),
        };
      case 'consent':
        return consentPage(visit, decision, outcome.candidates);
      default:
        return attempted
          ? { ...moves.page(visit, { link: attempted.id }), page: 'activated', finish: () => proceed(visit) }
          : { ...moves.page(visit, { row: outcome.row }), page: 'resolved', proceed: () => proceed(visit) };
    }
  };

  /** The result says nothing new: the resume middleware decides again, from the facts. A choice that was stored already is not lost by a reload. */
  function proceed(visit: Visit): Promise<Redirect> {
    return moves.resumeWith(visit, { [resultKey]: { ...choiceOf(visit.interaction) } });
  }

  function chooser(visit: Visit, account: DirectoryAccount) {
    return async (choice: Choice, shown: string): Promise<Redirect | Refused> => {
      if (shown !== moves.page(visit, { account: account.accountId }).shown) return { refused: 'changed' };
      return moves.resumeWith(visit, { [resultKey]: { choice, account: account.accountId } });
    };
  }

  async function attemptedLink({ interaction }: Visit): Promise<AccountLink | undefined> {
    const attempt = await store.artifacts(attemptModel).find(interaction.uid);
    return typeof attempt?.linkId === 'string' ? store.links.find(attempt.linkId) : undefined;
  }

  async function activationPage(visit: Visit, decision: Decision, link: AccountLink): Promise<WaitingPage | FailedPage> {
    const { approval } = link.activation;
    const { source, sourceSession, accounts } = decision;
    // Only the browser that started the activation completes it, and only while the same person is signed in there (T8).
    const own = sourceSession?.uid === link.activation.sourceUid && sourceSession.accountId === link.activating.accountId;
    // The directory may say by now that they are not one person's: the company has another administrator (T41).
    const [sourceAccount, counterpart] = [accounts.get(link.activating.accountId), accounts.get(link.other.accountId)];
    if (link.status === 'pending' && own && sourceAccount && counterpart && approval && link.activation.expiresAt > parts.clock()) {
      return {
        ...moves.page(visit, { link: link.id }),
        page: 'waiting',
        source,
        sourceAccount,
        counterpart,
        bindingMessage: approval.bindingMessage,
        expiresAt: link.activation.expiresAt,
        intervalSeconds: approval.intervalSeconds,
        poll: () => memories.within(async () => outcomeOf(await approvals.poll(link))),
        cancel: () =>
          memories.within(async () => {
            await approvals.cancel(link);
            return moves.refuse(visit, 'the customer cancelled the activation');
          }),
      };
    }
    // An approval that nobody may collect any more is closed here, so that the customer can start again at once.
    const ended = link.status === 'pending' ? await approvals.abandon(link) : link;
    return { ...moves.page(visit, { link: link.id }), page: 'failed', source, reason: reasonOf(ended, own && counterpart !== undefined) };
  }
}

function outcomeOf({ status }: AccountLink) {
  if (status === 'pending') return { outcome: 'pending' } as const;
  return status === 'active' ? ({ outcome: 'activated' } as const) : ({ outcome: 'ended' } as const);
}

function reasonOf({ status }: AccountLink, own: boolean): FailedPage['reason'] {
  if (status === 'declined') return 'denied';
  return status === 'expired' && own ? 'expired' : 'interrupted';
}
