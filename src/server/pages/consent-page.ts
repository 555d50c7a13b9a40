/**
 * Consent to a link: both accounts masked, the versioned text, and the secret codes that the policy still asks for (T43).
 * The text is filled in again at the answer and compared with what was shown; the exact text is what becomes evidence.
 */
import type { ConsentPage } from '../../oidc/pages.ts';
import { newBindingMessage } from './binding-message.ts';
import { proveAccounts } from './consent-proofs.ts';
import { blocksOf, consentTextOf, digestOf } from './consent-text.ts';
import { decisionOf, type Form } from './form.ts';
import { seeOther } from './frame.ts';
import type { PageParts } from './parts.ts';
import { accountView, type Problem } from './view-data.ts';
import { again, againChanged, changedSince, formOf, type JourneyView, type Visit } from './visit.ts';

type ConsentVisit = Visit<ConsentPage>;

const refusalStatus: Readonly<Partial<Record<string, number>>> = { activation_under_way: 409, too_many_activations: 429 };

export function createConsentPage(parts: PageParts): JourneyView<ConsentPage> {
  return {
    show: (visit) => showConsent(visit, { problems: changedSince(visit, 'accept') }),

    async submit(visit, form) {
      const decision = decisionOf(form, 'accept', 'refuse');
      if (decision === 'refuse') return seeOther(visit.ctx, (await visit.page.refuse()).redirectTo);
      if (decision === 'accept') return accept(visit, form);
      again(parts, visit);
    },
  };

  async function accept(visit: ConsentVisit, form: Form): Promise<void> {
    const { ctx, page, language, t } = visit;
    // 1. The page must be the one that was shown, word for word, before a secret code is even looked at.
    const text = textFor(visit);
    if (form.get('shown') !== page.shown || form.get('text_digest') !== digestOf(text)) return againChanged(parts, visit);

    // 2. The account to link, and whose codes were typed.
    const counterpart = counterpartIn(visit, form);
    if (!counterpart) return showConsent(visit, { form, problems: [{ field: 'counterpart', text: t('consent.chooseMissing') }] });
    const proof = await proveAccounts(parts, visit, form, counterpart);
    if (!proof.ok) {
      if (proof.retryAfterSeconds !== undefined) ctx.set('Retry-After', String(proof.retryAfterSeconds));
      return showConsent(visit, { form, problems: proof.problems, status: proof.retryAfterSeconds === undefined ? 200 : 429 });
    }

    // 3. The move; its approval is on its way to the phone when it succeeds.
    const outcome = await page.accept({
      shown: page.shown,
      counterpart,
      text,
      language,
      bindingMessage: newBindingMessage(),
      proved: proof.proved,
    });
    if ('waiting' in outcome) return again(parts, visit);
    if (outcome.refused === 'changed') return againChanged(parts, visit);
    showConsent(visit, {
      form,
      problems: [{ field: 'accept', text: t(`move.${outcome.refused}`) }],
      status: refusalStatus[outcome.refused] ?? 200,
    });
  }

  function textFor(visit: ConsentVisit): string {
    const { page, language } = visit;
    return consentTextOf({
      template: parts.deps.consentText({ source: page.source, target: page.space, version: page.consentVersion, language }),
      language,
      source: visit.name(page.source),
      sourceAccount: page.sourceAccount,
      target: visit.name(page.space),
      counterparts: page.counterparts,
    });
  }

  function showConsent(
    visit: ConsentVisit,
    { form, problems, status }: { form?: Form; problems: readonly Problem[]; status?: number },
  ): void {
    const { ctx, page, language, space } = visit;
    const text = textFor(visit);
    const chosen = form?.get('counterpart');
    const frame = {
      language,
      title: 'consent.title',
      space,
      failed: problems.length > 0,
      ...(status !== undefined && { status }),
    } as const;
    parts.render(ctx, frame, 'consent', {
      ...formOf(parts, visit),
      problems,
      sourceId: page.source,
      source: visit.name(page.source),
      targetId: page.space,
      target: visit.name(page.space),
      sourceAccount: accountView(page.sourceAccount),
      counterparts: page.counterparts.map((account) => ({
        ...accountView(account),
        id: account.accountId,
        chosen: account.accountId === chosen,
      })),
      text: blocksOf(text),
      textDigest: digestOf(text),
      proofs: page.proofs,
      identifier: form?.get('identifier') ?? '',
    });
  }
}

/** With one counterpart there is nothing to choose. */
function counterpartIn({ page }: ConsentVisit, form: Form): string | undefined {
  const [first, ...others] = page.counterparts;
  if (first && others.length === 0) return first.accountId;
  const chosen = form.get('counterpart');
  return page.counterparts.find((account) => account.accountId === chosen)?.accountId;
}
