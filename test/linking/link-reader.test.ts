/** Who may read a link's records, as a table. */
import { expect, it } from '@jest/globals';
import type { DirectoryAccount } from '../../src/linking/account-directory.ts';
import type { AccountLink } from '../../src/linking/account-link.ts';
import { mayReadRecords } from '../../src/linking/link-reader.ts';
import type { RevocationReason } from '../../src/linking/reasons.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));

/** Open for five minutes from `minute` on, or still open. */
function linkFrom(minute: number, revocationReason?: RevocationReason): AccountLink {
  const side = (accountId: string) => ({ accountId });
  const ended = revocationReason && { status: 'revoked', revocationReason, endedAt: at(minute + 5) };
  return { id: `link-${minute}`, activating: side('company'), other: side('person'), createdAt: at(minute), ...ended } as AccountLink;
}

const directory = (persons: Readonly<Record<string, string>>) =>
  new Map(Object.entries(persons).map(([accountId, personId]) => [accountId, { accountId, personId } as DirectoryAccount]));
const same = directory({ company: 'a', person: 'a' });

const [first, handover, later] = [linkFrom(0, 'customer'), linkFrom(10, 'administrator_changed'), linkFrom(20)];
const links = [later, handover, first];

it.each([
  { title: 'before a handover, ended for another reason', link: first, links, accounts: same, company: false },
  { title: 'ended by the handover', link: handover, links, accounts: same, company: false },
  { title: 'activated after it', link: later, links, accounts: same, company: true },
  { title: 'no handover', link: first, links: [first], accounts: same, company: true },
  { title: 'another person now', link: first, links: [first], accounts: directory({ company: 'b', person: 'a' }), company: false },
  { title: 'the counterpart was erased', link: first, links: [first], accounts: directory({ company: 'a' }), company: true },
  { title: 'the same, of a former administrator', link: first, links, accounts: directory({ company: 'a' }), company: false },
  { title: 'the directory names nobody', link: first, links: [first], accounts: directory({ company: '', person: '' }), company: false },
])('$title', ({ link, links: every, accounts, company }) => {
  expect(mayReadRecords(link, { accountId: 'company', links: every, accounts })).toBe(company);
  expect(mayReadRecords(link, { accountId: 'person', links: every, accounts })).toBe(true);
});
