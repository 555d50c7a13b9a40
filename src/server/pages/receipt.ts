/**
 * The receipt of a consent, for the account that is signed in and its own links, active or ended, in either space: as a page to print,
 * and signed, to keep. Reading changes nothing. Other links, and a former administrator's, do not exist here (T41).
 */
import type { Context } from 'koa';
import type { AccountLink } from '../../linking/account-link.ts';
import { mayReadRecords } from '../../oidc/passerelle.ts';
import { translator } from '../i18n/translate.ts';
import { uiLocalesIn } from './asked-language.ts';
import { accountsOf } from './link-views.ts';
import { ownLink } from './own-link.ts';
import type { PageParts } from './parts.ts';
import { receiptView } from './receipt-view.ts';
import { type SignedIn, signedIn } from './session-of-space.ts';

export function createReceiptPages(parts: PageParts) {
  const { receipts } = parts.deps;

  return {
    async showReceipt(ctx: Context): Promise<void> {
      const found = await asked(ctx);
      if (!found) return;
      const { space } = found.customer;
      const language = parts.language(ctx, { space });
      const receipt = await receipts.write(found.link, language);
      parts.render(
        ctx,
        { language, title: 'receipt.title', space },
        'receipt',
        receiptView(parts, receipt, { language, uiLocales: uiLocalesIn(ctx), space }),
      );
    },

    async sendSignedReceipt(ctx: Context): Promise<void> {
      const found = await asked(ctx);
      if (!found) return;
      const language = parts.language(ctx, found.customer);
      const receipt = await receipts.write(found.link, language);
      const signed = await receipts.sign(receipt);
      parts.emit(ctx, { event: 'receipt.issued', space: found.customer.space.id, link: found.link.id, receipt: receipt.jti });
      ctx.attachment(`${translator(language)('receipt.fileName')}-${new Date(receipt.iat * 1000).toISOString().slice(0, 10)}.jwt`);
      ctx.type = 'application/jwt';
      ctx.set('Cache-Control', 'no-store');
      ctx.body = signed;
    },
  };

  /** Undefined when the request was answered here. */
  async function asked(ctx: Context): Promise<{ readonly customer: SignedIn; readonly link: AccountLink } | undefined> {
    const customer = await signedIn(parts, ctx, ctx.query.space);
    if (!customer) return undefined;
    const { link: named } = ctx.query;
    const link = await ownLink(parts, customer, named);
    if (link && (await isTheirs(customer, link))) return { customer, link };
    const [status, about] = Array.isArray(named) ? ([400, 'form.malformed'] as const) : ([404, 'problem.notFound'] as const);
    parts.refuse(ctx, { status, about, space: customer.space });
    return undefined;
  }

  async function isTheirs({ session: { accountId } }: SignedIn, link: AccountLink): Promise<boolean> {
    const [links, accounts] = await Promise.all([parts.deps.passerelle.links.list(accountId), accountsOf(parts, accountId, [link])]);
    return mayReadRecords(link, { accountId, links, accounts });
  }
}
