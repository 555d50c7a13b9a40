/**
 * What a link's records say, in words: its changes (what, when, by whom) oldest first, its uses (when, which way, from which browser, how
 * it ended) newest first. An account is told as "you" and a space, an operator as the bank: no code and no id gets through.
 */
import type { AccountLink } from '../../linking/account-link.ts';
import type { EntryActor } from '../../linking/history.ts';
import type { LinkedLogin } from '../../linking/linked-login.ts';
import type { Language, Translate } from '../i18n/translate.ts';
import type { PageParts } from './parts.ts';

export interface Reader {
  readonly language: Language;
  readonly t: Translate;
  /** Whose page it is. */
  readonly accountId: string;
  /** Into and out of this account, newest first. */
  readonly uses: readonly LinkedLogin[];
}

export function historyOf(parts: PageParts, reader: Reader, link: AccountLink): readonly string[] {
  const { language, t } = reader;
  return link.history.map(({ at, event, actor }) =>
    t('preferences.entry', {
      date: parts.dates.moment(language, at),
      event: t(`history.${event}`),
      by: byWhom(parts, reader, link, actor),
    }),
  );
}

export function usesOf(parts: PageParts, reader: Reader, link: AccountLink): readonly string[] {
  const { language, t } = reader;
  const own = reader.uses.filter((use) => use.linkId === link.id);
  return own.map((use) =>
    t('preferences.use', {
      date: parts.dates.moment(language, use.createdAt),
      source: parts.spaceName(use.source, language),
      target: parts.spaceName(use.target, language),
      browser: use.browser ?? t('preferences.unknownBrowser'),
      end: howEnded(parts, reader, link, use),
    }),
  );
}

function byWhom(parts: PageParts, { language, t, accountId }: Reader, link: AccountLink, actor: EntryActor): string {
  switch (actor) {
    case 'authenticator':
    case 'provider':
      return t(`preferences.by.${actor}`);
    case 'activating_account':
    case 'other_account': {
      const side = actor === 'activating_account' ? link.activating : link.other;
      if (side.accountId === accountId) return t('preferences.by.here');
      return t('preferences.by.elsewhere', { space: parts.spaceName(side.space, language) });
    }
    default:
      return t(actor.startsWith('operator:') ? 'preferences.by.operator' : 'preferences.by.issuer');
  }
}

/** The record of a use may not say it yet when its time, or its link, is over. */
function howEnded(parts: PageParts, { t }: Reader, link: AccountLink, use: LinkedLogin): string {
  if (use.endReason) return t(`loginEnd.${use.endReason}`);
  if (use.expiresAt <= (link.endedAt ?? parts.deps.clock())) return t('preferences.useOver');
  return link.endedAt ? t('loginEnd.revoked') : t('preferences.useOpen');
}
