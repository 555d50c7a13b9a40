/**
 * Signing out without a relying party: the customer chooses one space or all of those that this browser has open. GET signs nobody
 * out; a post counts for the sessions that its page showed (T7). What came from a login ends with it (T52).
 */
import type { Context, Next } from 'koa';
import { askingFor, uiLocalesIn } from './asked-language.ts';
import { readForm } from './form.ts';
import { seeOther } from './frame.ts';
import type { PageParts } from './parts.ts';
import { createSignOutView, type OpenSpace } from './sign-out-view.ts';

export function createSignOut(parts: PageParts) {
  const { passerelle, issuer, spaces } = parts.deps;
  const { openSpaces, acceptsToken, showSpaces } = createSignOutView(parts, parts.tokens, {
    spaces,
    sessionFor: passerelle.sessionFor,
    usesOf: passerelle.links.uses,
  });

  async function showSignOut(ctx: Context): Promise<void> {
    const { left } = ctx.query;
    const language = parts.language(ctx);
    const open = await openSpaces(ctx);
    // An address can name any space: only what is not open is said to be left.
    const gone = spaces.filter(({ id }) => [left].flat().includes(id) && !open.some(({ space }) => space.id === id));
    await showSpaces(ctx, { language, open, ...(gone.length > 0 && { left: gone }) });
  }

  async function submitSignOut(ctx: Context): Promise<void> {
    const read = await readForm(ctx, issuer);
    if (!read.ok) return parts.refuseForm(ctx, read.code);
    const open = await openSpaces(ctx);
    // Ended meanwhile, or a button pressed twice: what was asked for is so already.
    if (open.length === 0) return seeOther(ctx, parts.pathFrom(ctx, '/sign-out'));
    if (!acceptsToken(open, read.form.get('form_token'))) return parts.refuseForm(ctx, 'bad_token');
    const leaving = chosen(open, read.form.get('space'));
    if (leaving.length === 0) return parts.refuseForm(ctx, 'malformed');

    for (const { space } of leaving) await passerelle.signOut(ctx, space.id);
    // More than was chosen may have ended: the next request sees what is still open.
    const before = new URLSearchParams(open.map(({ space }) => ['left', space.id]));
    seeOther(ctx, parts.pathFrom(ctx, `/sign-out?${before}`));
  }

  return {
    /** The provider's end-session without a client: there is nobody to go back to, and no session that it could mean. */
    async showEndSession(ctx: Context, next: Next): Promise<void> {
      if (ctx.query.client_id || ctx.query.id_token_hint) await next();
      else await showSignOut(ctx);
    },
    /** The confirmation of an end-session with a client: the page after it is asked for in the same language; a relying party's address is its own. */
    async confirmEndSession(ctx: Context, next: Next): Promise<void> {
      await next();
      const location = ctx.response.get('Location');
      if (location === `${issuer}/session/end/success`) ctx.set('Location', askingFor(uiLocalesIn(ctx), location));
    },
    showSignOut,
    submitSignOut,
  };
}

/** Linked logins first: once their source has ended they are nobody's, and their cookies would stay behind. */
function chosen(open: readonly OpenSpace[], space: string | undefined): readonly OpenSpace[] {
  const leaving = open.filter((one) => space === 'all' || one.space.id === space);
  return leaving.toSorted((one, other) => Number(other.session.linked) - Number(one.session.linked));
}
