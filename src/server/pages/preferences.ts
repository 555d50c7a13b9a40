/**
 * Profil, Vos préférences, Préférences d'accès à vos espaces web: the links of the account that is signed in, readable from both
 * spaces; the activating space's session, a linked one too, may switch them off (closing is fail-safe). Other links do not exist here (T41).
 */
import type { Context } from 'koa';
import type { AccountLink } from '../../linking/account-link.ts';
import { translator } from '../i18n/translate.ts';
import { uiLocalesIn } from './asked-language.ts';
import { decisionOf, type Form, readForm } from './form.ts';
import { accountsOf, counterpartIn, counterpartSide, describeLinks, retryTimes } from './link-views.ts';
import { ownLink } from './own-link.ts';
import type { PageParts } from './parts.ts';
import { type SignedIn, signedIn } from './session-of-space.ts';
import { accountView } from './view-data.ts';

export function createPreferences(parts: PageParts) {
  const { links } = parts.deps.passerelle;

  return {
    async showPreferences(ctx: Context): Promise<void> {
      const customer = await signedIn(parts, ctx, ctx.query.space);
      if (customer) await list(ctx, customer);
    },

    async submitPreferences(ctx: Context): Promise<void> {
      const read = await readForm(ctx, parts.deps.issuer);
      if (!read.ok) return parts.refuseForm(ctx, read.code);
      const customer = await signedIn(parts, ctx, read.form.get('space'));
      if (!customer) return;
      if (!parts.tokens.accepts('preferences', customer.session.uid, read.form.get('form_token')))
        return parts.refuseForm(ctx, 'bad_token');
      await decide(ctx, customer, read.form);
    },
  };

  async function decide(ctx: Context, customer: SignedIn, form: Form): Promise<void> {
    const { accountId } = customer.session;
    const link = await ownLink(parts, customer, form.get('link'));
    if (!link) return parts.refuse(ctx, { status: 404, about: 'problem.notFound', space: customer.space });
    if (link.activating.accountId !== accountId) return refuseOtherSide(ctx, customer, link);
    if (link.status !== 'active') return list(ctx, customer);

    const decision = decisionOf(form, 'confirm', 'deactivate');
    if (decision === 'deactivate') return askToConfirm(ctx, customer, link);
    if (decision !== 'confirm') return list(ctx, customer);
    await links.revoke(link.id, { reason: 'customer', actor: `account:${accountId}` });
    await list(ctx, customer, { deactivated: true });
  }

  function refuseOtherSide(ctx: Context, { space }: SignedIn, link: AccountLink): void {
    const name = parts.spaceName(link.activating.space, parts.language(ctx, { space }));
    parts.refuse(ctx, { status: 403, about: 'problem.notYours', space, values: { space: name } });
  }

  async function askToConfirm(ctx: Context, { space, session }: SignedIn, link: AccountLink): Promise<void> {
    const language = parts.language(ctx, { space });
    const other = counterpartSide(link, session.accountId);
    const counterpart = counterpartIn(await accountsOf(parts, session.accountId, [link]), link, session.accountId);
    parts.render(ctx, { language, title: 'deactivation.title', space }, 'deactivation', {
      ...formOf(ctx, session.uid),
      spaceId: space.id,
      space: parts.spaceName(space.id, language),
      home: parts.entryFrom(ctx, space),
      keep: pathFor(ctx, space.id),
      link: link.id,
      otherSpaceId: other.space,
      otherSpace: parts.spaceName(other.space, language),
      counterpart: counterpart && accountView(counterpart),
    });
  }

  async function list(ctx: Context, { space, session }: SignedIn, { deactivated = false } = {}): Promise<void> {
    const language = parts.language(ctx, { space });
    const [all, uses] = await Promise.all([links.list(session.accountId), links.uses(session.accountId)]);
    // A link that was never active is no gateway: its story ended on the pages of its activation.
    const gateways = all.filter((link) => link.activatedAt !== undefined);
    const shown = await Promise.all(gateways.map(async (link) => (link.status === 'active' && (await links.current(link.id))) || link));
    const { accountId } = session;
    const [accounts, retryAt] = await Promise.all([accountsOf(parts, accountId, shown), retryTimes(parts, accountId, space.id, shown)]);
    const own = accounts.get(accountId);
    const views = describeLinks(parts, {
      language,
      t: translator(language),
      spaceId: space.id,
      uiLocales: uiLocalesIn(ctx),
      accountId,
      links: shown,
      everyLink: all,
      uses,
      accounts,
      retryAt,
    });
    parts.render(ctx, { language, title: 'preferences.title', space }, 'preferences', {
      ...formOf(ctx, session.uid),
      spaceId: space.id,
      space: parts.spaceName(space.id, language),
      home: parts.entryFrom(ctx, space),
      secretCode: parts.pathFrom(ctx, `/secret-code?space=${encodeURIComponent(space.id)}`),
      account: own && accountView(own),
      active: views.filter((view) => view.active),
      ended: views.filter((view) => !view.active),
      deactivated,
    });
  }

  function formOf(ctx: Context, sessionUid: string): { action: string; formToken: string } {
    return { action: parts.pathFrom(ctx, '/preferences'), formToken: parts.tokens.issue('preferences', sessionUid) };
  }

  function pathFor(ctx: Context, spaceId: string): string {
    return parts.pathFrom(ctx, `/preferences?space=${encodeURIComponent(spaceId)}`);
  }
}
