/**
 * Change of the secret code by the customer. It switches off every gateway of the account at once (reason `secret_changed`);
 * should that write not happen, the new credentials version makes each use fail all the same.
 */
import type { Context } from 'koa';
import { translator } from '../i18n/translate.ts';
import type { Refusal } from './deps.ts';
import { type Form, readForm } from './form.ts';
import { newCodeFields, newCodeProblems } from './new-code.ts';
import type { PageParts } from './parts.ts';
import type { CodeChangeRefusal } from './refusals.ts';
import { type SignedIn, signedIn } from './session-of-space.ts';
import { accountView, type Problem } from './view-data.ts';

const fields = ['current_secret_code', ...newCodeFields] as const;

export function createSecretCodePage(parts: PageParts) {
  const { credentials, passerelle, directory } = parts.deps;

  return {
    async showSecretCode(ctx: Context): Promise<void> {
      const customer = await signedIn(parts, ctx, ctx.query.space);
      if (customer) await showForm(ctx, customer, []);
    },

    async submitSecretCode(ctx: Context): Promise<void> {
      const read = await readForm(ctx, parts.deps.issuer);
      if (!read.ok) return parts.refuseForm(ctx, read.code);
      const customer = await signedIn(parts, ctx, read.form.get('space'));
      if (!customer) return;
      if (!parts.tokens.accepts('secret-code', customer.session.uid, read.form.get('form_token')))
        return parts.refuseForm(ctx, 'bad_token');
      const problems = newCodeProblems(read.form, translator(parts.language(ctx, customer)), fields);
      if (problems.length > 0) return showForm(ctx, customer, problems);
      await change(ctx, customer, read.form);
    },
  };

  async function change(ctx: Context, customer: SignedIn, form: Form): Promise<void> {
    const { accountId } = customer.session;
    const current = form.get('current_secret_code') ?? '';
    const next = form.get('secret_code') ?? '';
    const answer = await credentials.change({ accountId, current, next, address: ctx.ip });
    if (!answer.ok) return refuseChange(ctx, customer, answer);

    parts.emit(ctx, { event: 'secret_code.changed', space: customer.space.id });
    const revoked = await switchOff(ctx, accountId);
    const language = parts.language(ctx, customer);
    parts.render(ctx, { language, title: 'secretCode.changedTitle', space: customer.space }, 'secret-code-changed', {
      space: parts.spaceName(customer.space.id, language),
      home: parts.entryFrom(ctx, customer.space),
      effect: translator(language)(revoked !== 0 ? 'secretCode.gatewayOff' : 'secretCode.noGateway'),
    });
  }

  /** How many gateways there were; unknown in an outage. Not said to the customer as one: the code is changed, and no gateway opens any more. */
  async function switchOff(ctx: Context, accountId: string): Promise<number | undefined> {
    try {
      return await passerelle.links.revokeAllOf(accountId, { reason: 'secret_changed', actor: `account:${accountId}` });
    } catch (error) {
      parts.emit(ctx, { event: 'fault', error: error instanceof Error ? error : new Error(String(error)) });
      return undefined;
    }
  }

  async function refuseChange(ctx: Context, customer: SignedIn, refusal: Refusal<CodeChangeRefusal>): Promise<void> {
    parts.emit(ctx, { event: 'secret_code.refused', space: customer.space.id, reason: refusal.code });
    const seconds = refusal.retryAfterSeconds ?? 60;
    const slowDown = refusal.code === 'slow_down';
    if (slowDown) ctx.set('Retry-After', String(seconds));
    const text = translator(parts.language(ctx, customer))(`codeChange.${refusal.code}`, { seconds });
    const field = slowDown || refusal.code === 'wrong_credentials' ? 'current_secret_code' : 'secret_code';
    await showForm(ctx, customer, [{ field, text }], slowDown ? 429 : 200);
  }

  async function showForm(ctx: Context, { space, session }: SignedIn, problems: readonly Problem[], status = 200): Promise<void> {
    const language = parts.language(ctx, { space });
    const account = (await directory.accounts([session.accountId])).get(session.accountId);
    parts.render(ctx, { language, title: 'secretCode.title', space, status, failed: problems.length > 0 }, 'secret-code', {
      action: parts.pathFrom(ctx, '/secret-code'),
      formToken: parts.tokens.issue('secret-code', session.uid),
      spaceId: space.id,
      space: parts.spaceName(space.id, language),
      home: parts.entryFrom(ctx, space),
      account: account && accountView(account),
      problems,
    });
  }
}
