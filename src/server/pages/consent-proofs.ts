/**
 * The secret codes that a consent page also asks for: the source's, when its login is too old, and the counterpart's, where the
 * policy wants it proved by its own login. Answers whose codes were verified; somebody else's codes are as good as wrong ones.
 */
import type { ConsentPage } from '../../oidc/pages.ts';
import type { Refusal } from './deps.ts';
import type { Form } from './form.ts';
import type { PageParts } from './parts.ts';
import type { ProofRefusal } from './refusals.ts';
import type { Problem } from './view-data.ts';
import type { Visit } from './visit.ts';

export type Proofs =
  | { readonly ok: true; readonly proved: readonly string[] }
  | { readonly ok: false; readonly problems: readonly Problem[]; readonly retryAfterSeconds?: number };

const noWait = 60;

export async function proveAccounts(parts: PageParts, visit: Visit<ConsentPage>, form: Form, counterpart: string): Promise<Proofs> {
  const { ctx, page } = visit;
  const { credentials } = parts.deps;
  const address = ctx.ip;
  const proved: string[] = [];

  const problems = missing(visit, form);
  if (problems.length > 0) return { ok: false, problems };

  if (page.proofs.source) {
    const { accountId } = page.sourceAccount;
    const answer = await credentials.verifyFor({ accountId, secretCode: form.get('secret_code') ?? '', address });
    if (!answer.ok) return refuse('secret_code', answer);
    proved.push(accountId);
  }
  if (page.proofs.counterpart) {
    const identifier = form.get('identifier')?.trim() ?? '';
    const answer = await credentials.verify({ space: page.space, identifier, secretCode: form.get('target_secret_code') ?? '', address });
    if (!answer.ok) return refuse('target_secret_code', answer);
    if (answer.accountId !== counterpart) return refuse('target_secret_code', { ok: false, code: 'wrong_credentials' });
    proved.push(counterpart);
  }
  return { ok: true, proved };

  function refuse(field: string, refusal: Refusal<ProofRefusal>): Proofs {
    parts.emit(ctx, {
      event: 'login.refused',
      space: field === 'secret_code' ? page.source : page.space,
      client: page.clientId,
      reason: refusal.code,
    });
    const seconds = refusal.retryAfterSeconds ?? noWait;
    const codeOnly = field === 'secret_code' && refusal.code === 'wrong_credentials';
    const text = codeOnly ? visit.t('login.secretCodeWrong') : visit.t(`credential.${refusal.code}`, { seconds });
    return { ok: false, problems: [{ field, text }], ...(refusal.code === 'slow_down' && { retryAfterSeconds: seconds }) };
  }
}

function missing({ page, t }: Visit<ConsentPage>, form: Form): readonly Problem[] {
  const problems: Problem[] = [];
  if (page.proofs.source && !form.get('secret_code')) problems.push({ field: 'secret_code', text: t('login.secretCodeMissing') });
  if (page.proofs.counterpart && !form.get('identifier')?.trim())
    problems.push({ field: 'identifier', text: t('login.identifierMissing') });
  if (page.proofs.counterpart && !form.get('target_secret_code'))
    problems.push({ field: 'target_secret_code', text: t('login.secretCodeMissing') });
  return problems;
}
