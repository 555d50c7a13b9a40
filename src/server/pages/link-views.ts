/** Links in words: since when, why not any more, the last uses and the history, as the customer reads them in either space. */
import type { DirectoryAccount } from '../../linking/account-directory.ts';
import type { AccountLink, LinkSide } from '../../linking/account-link.ts';
import type { LinkedLogin } from '../../linking/linked-login.ts';
import type { Language, Translate } from '../i18n/translate.ts';
import type { PageParts } from './parts.ts';
import { accountView, type LinkView } from './view-data.ts';

export interface Described {
  readonly language: Language;
  readonly t: Translate;
  /** Whose page it is. */
  readonly accountId: string;
  readonly links: readonly AccountLink[];
  readonly uses: readonly LinkedLogin[];
  readonly accounts: ReadonlyMap<string, DirectoryAccount>;
}

const usesShown = 5;

export function describeLinks(parts: PageParts, described: Described): readonly LinkView[] {
  return described.links.map((link) => describeLink(parts, described, link));
}

export function counterpartSide(link: AccountLink, accountId: string): LinkSide {
  return link.activating.accountId === accountId ? link.other : link.activating;
}

/** The account itself and its counterparts, in one read. */
export function accountsOf(
  parts: PageParts,
  accountId: string,
  links: readonly AccountLink[],
): Promise<ReadonlyMap<string, DirectoryAccount>> {
  return parts.deps.directory.accounts([...new Set([accountId, ...links.map((link) => counterpartSide(link, accountId).accountId)])]);
}

function describeLink(parts: PageParts, described: Described, link: AccountLink): LinkView {
  const { t, accountId, accounts } = described;
  const other = counterpartSide(link, accountId);
  const counterpart = accounts.get(other.accountId);
  const home = parts.space(link.activating.space);
  return {
    id: link.id,
    spaceId: other.space,
    space: nameOf(parts, described, other.space),
    counterpart: counterpart && accountView(counterpart),
    period: periodOf(parts, described, link),
    active: link.status === 'active',
    ...(link.revocationReason && { reason: t(`revoked.${link.revocationReason}`) }),
    ...(link.activating.accountId !== accountId &&
      home && { elsewhere: { space: parts.spaceName(home.id, described.language), href: parts.entry(home) } }),
    uses: usesOf(parts, described, link),
    history: historyOf(parts, described, link),
  };
}

function periodOf(parts: PageParts, { language, t }: Described, link: AccountLink): string {
  const from = parts.dates.day(language, link.activatedAt ?? link.createdAt);
  if (!link.endedAt) return t('preferences.active', { date: from });
  return t('preferences.period', { from, to: parts.dates.day(language, link.endedAt) });
}

function usesOf(parts: PageParts, described: Described, link: AccountLink): readonly string[] {
  const { language, t } = described;
  const own = described.uses.filter((use) => use.linkId === link.id).slice(0, usesShown);
  return own.map((use) => {
    const source = nameOf(parts, described, use.source);
    const target = nameOf(parts, described, use.target);
    const text = t('preferences.use', { date: parts.dates.moment(language, use.createdAt), source, target });
    return use.endReason ? `${text} (${t(`loginEnd.${use.endReason}`)})` : text;
  });
}

function historyOf(parts: PageParts, { language, t }: Described, link: AccountLink): readonly string[] {
  return link.history.map((entry) =>
    t('preferences.entry', { date: parts.dates.moment(language, entry.at), event: t(`history.${entry.event}`) }),
  );
}

function nameOf(parts: PageParts, { language }: Described, space: string): string {
  return parts.spaceName(space, language);
}
