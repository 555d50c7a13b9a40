/**
 * An interaction stores the session that it began in, and the library demands that one at page and resume. When a switch, a step-up or a
 * logout in another tab replaced or ended it, the customer would meet a bare 400. The interaction is detached from the old session, as the
 * library itself does at a change of account; but never with a result (a stored login would sign a victim in as whoever planted the
 * interaction's cookie), and only if nobody else is signed in now. A result that waited for the old session can no longer be resumed: the page
 * takes it back and asks anew, or it would be shown with buttons that lead to a bare 400.
 */
import type { ProviderInteraction } from './interaction-results.ts';
import type { ProviderSession } from './request-memory.ts';

export type Attachment = 'attached' | 'detached' | 'somebody_else';

/** `current`: the session that this browser holds in the interaction's space. */
export async function detach(
  interaction: ProviderInteraction,
  current: ProviderSession | undefined,
  { at }: { readonly at: 'page' | 'resume' },
): Promise<Attachment> {
  const began = interaction.session;
  if (!began?.uid) return 'attached';
  if (current?.uid === began.uid && current.accountId === began.accountId) return 'attached';
  if (interaction.result && at === 'resume') return 'attached';
  if (current && current.accountId !== began.accountId) return 'somebody_else';
  interaction.result = undefined;
  // `accountId` stays: the page still knows whom to ask.
  Reflect.deleteProperty(began, 'uid');
  Reflect.deleteProperty(began, 'cookie');
  await interaction.persist();
  return 'detached';
}
