/**
 * The page that says in which spaces this browser is signed in, with a button to leave each and one to leave all. It shows and reads;
 * only a posted form signs anybody out (sign-out.ts).
 */
import type { Context } from 'koa';
import type { SpaceSession } from '../../oidc/passerelle-types.ts';
import { type Language, translator } from '../i18n/translate.ts';
import { uiLocalesIn } from './asked-language.ts';
import type { PageSpace, SignOutDeps } from './deps.ts';
import type { FormTokens } from './form-token.ts';
import type { PageFrame } from './frame.ts';
import type { OpenSpaceView } from './view-data.ts';

export interface OpenSpace {
  readonly space: PageSpace;
  readonly session: SpaceSession;
}

export interface SignOutPage {
  readonly language: Language;
  readonly open: readonly OpenSpace[];
  /** Set once somebody was signed out; of what, where it is known. */
  readonly left?: readonly PageSpace[];
}

export function createSignOutView(frame: PageFrame, tokens: FormTokens, { spaces, sessionFor, usesOf }: SignOutDeps) {
  return {
    async openSpaces(ctx: Context): Promise<readonly OpenSpace[]> {
      const sessions = await Promise.all(spaces.map((space) => sessionFor(ctx, space.id)));
      return spaces.flatMap((space, index) => {
        const session = sessions[index];
        return session ? [{ space, session }] : [];
      });
    },

    /** The token holds for the sessions that were shown and for no others. */
    acceptsToken(open: readonly OpenSpace[], token: string | undefined): boolean {
      return tokens.accepts('sign-out', shown(open), token);
    },

    async showSpaces(ctx: Context, { language, open, left }: SignOutPage): Promise<void> {
      const t = translator(language);
      const asked = uiLocalesIn(ctx);
      const names = (left ?? []).map(({ id }) => frame.spaceName(id, language));
      frame.render(ctx, { language, title: left ? 'logout.doneTitle' : 'signOut.title' }, 'sign-out', {
        action: frame.path('/sign-out', asked),
        formToken: tokens.issue('sign-out', shown(open)),
        done: left !== undefined,
        ...(names.length > 0 && { left: t('signOut.left', { spaces: listed(language, names) }) }),
        open: await Promise.all(open.map((one) => describe(one, open, language))),
        spaces: frame.entries(language, asked),
      });
    },
  };

  async function describe({ space, session }: OpenSpace, open: readonly OpenSpace[], language: Language): Promise<OpenSpaceView> {
    const opened = await Promise.all(open.map(async (other) => ((await cameFrom(other, session)) ? [other.space.id] : [])));
    const names = opened.flat().map((id) => frame.spaceName(id, language));
    const name = frame.spaceName(space.id, language);
    const values = { space: name, others: listed(language, names) };
    return { id: space.id, name, ...(names.length > 0 && { alsoCloses: translator(language)('signOut.alsoCloses', values) }) };
  }

  /** Whether the login in `other` was opened by the gateway from `source`, and so ends with it (T52). */
  async function cameFrom({ space, session }: OpenSpace, source: SpaceSession): Promise<boolean> {
    if (!session.linked) return false;
    const uses = await usesOf(session.accountId);
    return uses.some((use) => use.sourceUid === source.uid && use.target === space.id && !use.endedAt);
  }
}

function shown(open: readonly OpenSpace[]): string {
  return JSON.stringify(open.map(({ space, session }) => [space.id, session.uid]));
}

function listed(language: Language, names: readonly string[]): string {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(names);
}
