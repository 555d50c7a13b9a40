/**
 * The pages that oidc-provider and the extension ask for themselves: errors that cannot be sent to a relying party, and RP-initiated
 * logout (OpenID Connect RP-Initiated Logout 1.0). Their head lines are stable sentences: other people's tests look for them.
 */
import type { Context } from 'koa';
import { type ErrorOut, errors, type KoaContextWithOIDC } from 'oidc-provider';
import type { PasserelleOptions } from '../../oidc/passerelle-types.ts';
import type { Language } from '../i18n/translate.ts';
import { askingFor, localesOf, uiLocalesIn } from './asked-language.ts';
import type { PageSpace, ProviderPageDeps } from './deps.ts';
import { createFormTokens } from './form-token.ts';
import { createPageFrame, type ProblemKey } from './frame.ts';
import { createSignOutView } from './sign-out-view.ts';
import { createStartAgain } from './start-again.ts';

type FormPost = Parameters<NonNullable<PasserelleOptions['renderFormPost']>>[1];

export function createPages(deps: ProviderPageDeps) {
  const frame = createPageFrame(deps);
  const startAgain = createStartAgain(frame, deps.issuer);
  const signOutView = createSignOutView(frame, createFormTokens(deps.formTokenKey), deps);

  return {
    /** The library has set the status. `ctx.oidc` is absent where the error happened before or outside the library's routes. */
    renderError(ctx: KoaContextWithOIDC, out: ErrorOut, error: Error): void {
      const remembered = startAgain.recall(ctx, ctx.path.split('/').at(-1) ?? '');
      const asked = uiLocalesOf(ctx);
      const space = spaceOf(ctx);
      const signOut = isUsedSignOut(ctx, error);
      frame.refuse(ctx, {
        status: ctx.status,
        about: signOut ? 'problem.signOutUsed' : problemOf(ctx.status, out, error),
        technical: { error: out.error, description: out.error_description ?? '' },
        ...remembered,
        ...(signOut && { again: frame.path('/sign-out', asked) }),
        ...(asked.length > 0 && { uiLocales: asked }),
        ...(space && { space }),
      });
    },

    /** `form` is the library's own and has no button. */
    logoutSource(ctx: KoaContextWithOIDC, form: string): void {
      const language = languageOf(ctx);
      const uiLocales = uiLocalesOf(ctx);
      const space = spaceOf(ctx);
      frame.render(ctx, { language, title: 'logout.title', ...(space && { space }) }, 'logout', {
        form: form.replace(/(?<= action=")[^"]+/, (action) => askingFor(uiLocales, action).replaceAll('&', '&amp;')),
        ...(space && { space: frame.spaceName(space.id, language), stay: frame.entry(space, uiLocales) }),
      });
    },

    /** Tells the truth about the other spaces: the library has signed out of one. */
    async postLogoutSuccessSource(ctx: KoaContextWithOIDC): Promise<void> {
      await signOutView.showSpaces(ctx, { language: languageOf(ctx), open: await signOutView.openSpaces(ctx), left: [] });
    },

    /** Signs the other person out before the counterpart opens; the customer has already chosen to, so a script may press the button. */
    renderFormPost(ctx: Context, { action, fields, space: id, uiLocales }: FormPost): void {
      const space = frame.space(id);
      const head = { language: frame.language(ctx, { space, uiLocales }), title: 'logout.firstTitle', ...(space && { space }) } as const;
      frame.render(ctx, head, 'sign-out-first', { action: askingFor(uiLocales, action), fields });
    },
  };

  function languageOf(ctx: KoaContextWithOIDC): Language {
    return frame.language(ctx, { space: spaceOf(ctx), uiLocales: uiLocalesOf(ctx) });
  }

  function spaceOf(ctx: KoaContextWithOIDC): PageSpace | undefined {
    const clientId = ctx.oidc?.client?.clientId;
    return clientId === undefined ? undefined : deps.spaces.find((space) => space.clients.includes(clientId));
  }
}

/** A pushed or posted request asks in its parameters; some errors, and what comes after a confirmed logout, have only their address. */
function uiLocalesOf(ctx: KoaContextWithOIDC): readonly string[] {
  const asked = localesOf(ctx.oidc?.params?.ui_locales);
  return asked.length > 0 ? asked : uiLocalesIn(ctx);
}

/** Of the page that a customer sees; what is sent to a relying party is told there. */
const problemOfStatus = new Map<number, ProblemKey>([
  [403, 'problem.denied'],
  [404, 'problem.notFound'],
  [405, 'problem.wrongMethod'],
  [413, 'form.too_large'],
  [503, 'problem.busy'],
]);

const problemOfError = new Map<string, ProblemKey>([
  ['access_denied', 'problem.denied'],
  ['invalid_client', 'problem.unknownApplication'],
  ['unauthorized_client', 'problem.unknownApplication'],
  ['invalid_redirect_uri', 'problem.wrongReturn'],
  ['invalid_request_uri', 'problem.usedLink'],
]);

/** Its form token lives in the session, which has ended, or has been shown a newer form. */
function isUsedSignOut({ oidc }: KoaContextWithOIDC, error: Error): boolean {
  return oidc?.route === 'end_session_confirm' && error instanceof errors.InvalidRequest;
}

function problemOf(status: number, out: ErrorOut, error: Error): ProblemKey {
  if (error instanceof errors.SessionNotFound) return 'problem.noJourney';
  const otherwise = status >= 500 ? 'problem.fault' : 'problem.badRequest';
  return problemOfError.get(out.error) ?? problemOfStatus.get(status) ?? otherwise;
}
