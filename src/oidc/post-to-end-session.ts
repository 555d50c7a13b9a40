/**
 * Opening the counterpart while somebody else is signed in: the other person is signed out through the provider's own end-session
 * confirmation (their grants revoked, their relying parties told), and the interaction goes on afterwards.
 */
import { randomBytes } from 'node:crypto';
import type { Context } from 'koa';
import type Provider from 'oidc-provider';
import { uiLocalesOf } from './authorization-request.ts';
import type { ProviderInteraction } from './interaction-results.ts';
import type { ProviderSession } from './request-memory.ts';

export interface FormPost {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
  /** The space being opened. */
  readonly space: string;
  /** `ui_locales` of the request, in order. */
  readonly uiLocales: readonly string[];
}

export interface SignOutFirst {
  readonly interaction: ProviderInteraction;
  readonly session: ProviderSession;
  readonly space: string;
}

/** Renders a page whose one form is posted by a button (or by a script of the host's). */
export type RenderFormPost = (ctx: Context, form: FormPost) => Promise<void> | void;

export async function postToEndSession(
  ctx: Context,
  provider: Provider,
  { interaction, session, space }: SignOutFirst,
  render: RenderFormPost,
): Promise<void> {
  // Reloaded, or in a second tab: both forms are good, for the same thing in the same session.
  const secret = (wasAskedToSignOut(session, interaction) && secretOf(session)) || randomBytes(24).toString('hex');
  session.state = { secret, clientId: interaction.params.client_id, postLogoutRedirectUri: interaction.returnTo };
  await session.persist();
  if (interaction.session) Reflect.deleteProperty(interaction.session, 'uid');
  await interaction.persist();
  // Below a mount only `returnTo` knows the address under which the browser sees the provider.
  const base = interaction.returnTo.slice(0, -provider.pathFor('resume', { uid: interaction.uid, mountPath: '' }).length);
  ctx.set('Cache-Control', 'no-store');
  await render(ctx, {
    action: base + provider.pathFor('end_session_confirm', { mountPath: '' }),
    fields: { xsrf: secret, logout: 'yes' },
    space,
    uiLocales: uiLocalesOf(interaction.params),
  });
}

/**
 * Whether this very session was shown the form for this very interaction. It is written into the session, by us alone: an interaction that was
 * planted here has never been offered anybody's sign-out (T8).
 */
export function wasAskedToSignOut(session: ProviderSession, interaction: ProviderInteraction): boolean {
  return session.state?.postLogoutRedirectUri === interaction.returnTo;
}

function secretOf({ state }: ProviderSession): string | undefined {
  return typeof state?.secret === 'string' ? state.secret : undefined;
}

/** The plainest page that does it, for hosts that give none. */
export function renderPlainFormPost(ctx: Context, { action, fields }: FormPost): void {
  const inputs = Object.entries(fields).map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`);
  ctx.type = 'html';
  ctx.body = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Sign out</title></head><body>
<form method="post" action="${action.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}">${inputs.join('')}<button type="submit">Continue</button></form>
</body></html>`;
}
