/** Links in words, as the customer reads them in either space: since when, why not any more, and what can be done. Never a code or an id. */
import type { DirectoryAccount } from '../../linking/account-directory.ts';
import type { AccountLink, LinkSide } from '../../linking/account-link.ts';
import { isSamePerson, mayReadRecords } from '../../oidc/passerelle.ts';
import { historyOf, type Reader, usesOf } from './link-records.ts';
import type { PageParts } from './parts.ts';
import { receiptPath } from './receipt-view.ts';
import { accountView, type LinkEndView, type LinkView } from './view-data.ts';

export interface Described extends Reader {
  /** Whose page it is. */
  readonly spaceId: string;
  readonly uiLocales: readonly string[];
  /** Newest first. */
  readonly links: readonly AccountLink[];
  /** Those that were never active too. */
  readonly everyLink: readonly AccountLink[];
  readonly accounts: ReadonlyMap<string, DirectoryAccount>;
  /** By the other space: when a new activation will be possible, where a delay runs. */
  readonly retryAt: ReadonlyMap<string, Date>;
}

const usesShown = 5;

export function describeLinks(parts: PageParts, described: Described): readonly LinkView[] {
  return described.links.map((link) => describeLink(parts, described, link));
}

export function counterpartSide(link: AccountLink, accountId: string): LinkSide {
  return link.activating.accountId === accountId ? link.other : link.activating;
}

/** The account itself and its counterparts, in one read. One that was erased, or that the directory no longer knows, is not among them. */
export function accountsOf(
  parts: PageParts,
  accountId: string,
  links: readonly AccountLink[],
): Promise<ReadonlyMap<string, DirectoryAccount>> {
  return parts.deps.directory.accounts([...new Set([accountId, ...links.map((link) => counterpartSide(link, accountId).accountId)])]);
}

/** A company's account goes on with its next administrator, who is told nothing of the former one's personal account; nor the other way. */
export function counterpartIn(
  accounts: ReadonlyMap<string, DirectoryAccount>,
  link: AccountLink,
  accountId: string,
): DirectoryAccount | undefined {
  const counterpart = accounts.get(counterpartSide(link, accountId).accountId);
  return isSamePerson(accounts.get(accountId), counterpart) ? counterpart : undefined;
}

/** The delays that run, for the spaces to which a link has ended and none is active. */
export async function retryTimes(
  { deps }: PageParts,
  accountId: string,
  source: string,
  links: readonly AccountLink[],
): Promise<ReadonlyMap<string, Date>> {
  const targets = [...new Set(links.map((link) => counterpartSide(link, accountId).space))].filter(
    (target) => !hasActive(links, accountId, target),
  );
  const times = await Promise.all(
    targets.map(async (target) => [target, (await deps.passerelle.links.explain({ accountId, source, target })).retryAt] as const),
  );
  return new Map(times.flatMap(([target, at]) => (at ? [[target, at] as const] : [])));
}

function describeLink(parts: PageParts, described: Described, link: AccountLink): LinkView {
  const { language, uiLocales, accountId, accounts } = described;
  const other = counterpartSide(link, accountId);
  const own = mayReadRecords(link, { accountId, accounts, links: described.everyLink });
  const counterpart = own ? counterpartIn(accounts, link, accountId) : undefined;
  const home = parts.space(link.activating.space);
  return {
    id: link.id,
    spaceId: other.space,
    space: parts.spaceName(other.space, language),
    counterpart: counterpart && accountView(counterpart),
    period: periodOf(parts, described, link),
    active: link.status === 'active',
    ...(link.revocationReason && { ended: endOf(parts, described, link, link.revocationReason, own) }),
    ...(link.activating.accountId !== accountId &&
      home && { elsewhere: { space: parts.spaceName(home.id, language), href: parts.entry(home, uiLocales) } }),
    ...(own && { records: recordsOf(parts, described, link) }),
  };
}

function recordsOf(parts: PageParts, described: Described, link: AccountLink): NonNullable<LinkView['records']> {
  const uses = usesOf(parts, described, link);
  return {
    receipt: parts.path(receiptPath('/receipt', described.spaceId, link.id), described.uiLocales),
    uses: uses.slice(0, usesShown),
    earlierUses: uses.slice(usesShown),
    history: historyOf(parts, described, link),
  };
}

function periodOf(parts: PageParts, { language, t }: Described, link: AccountLink): string {
  const from = parts.dates.day(language, link.activatedAt ?? link.createdAt);
  if (!link.endedAt) return t('preferences.active', { date: from });
  return t('preferences.period', { from, to: parts.dates.day(language, link.endedAt) });
}

/** What can be done is told of the last link with a space, and only while there is no new one. */
function endOf(
  parts: PageParts,
  { language, t, accountId, links, retryAt }: Described,
  link: AccountLink,
  reason: NonNullable<AccountLink['revocationReason']>,
  own: boolean,
): LinkEndView {
  // "At your request" would be told to somebody who never asked.
  const what = t(!own && reason === 'customer' ? 'preferences.former.ended' : `revoked.${reason}`);
  const ended = { what, means: t(own ? `revokedMeans.${reason}` : 'preferences.former.means') };
  const { space } = counterpartSide(link, accountId);
  const isLast = links.find((one) => counterpartSide(one, accountId).space === space) === link;
  if (!isLast || hasActive(links, accountId, space)) return ended;
  const retry = retryAt.get(space);
  return {
    ...ended,
    next: t(own ? `revokedNext.${reason}` : 'preferences.former.next', { space: parts.spaceName(link.activating.space, language) }),
    ...(retry && { retry: t('preferences.retryAt', { time: parts.dates.moment(language, retry) }) }),
  };
}

function hasActive(links: readonly AccountLink[], accountId: string, space: string): boolean {
  return links.some((link) => link.status === 'active' && counterpartSide(link, accountId).space === space);
}
