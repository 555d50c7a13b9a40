/** What every AccountLinkStore must keep; each case proves one sentence of src/linking/account-link.ts. */
import { describe, expect, test } from '@jest/globals';
import { nanoid } from 'nanoid';
import type { AccountLink } from '../../../src/linking/account-link.ts';
import { firstBrokenEntry } from '../../../src/linking/history.ts';
import { activated, approvalRequested, later, moved, pendingLink, revoked } from './samples.ts';
import { operatorCorpus, type Subject } from './subject.ts';

export function accountLinkStoreContract(subject: () => Subject): void {
  const links = () => subject().store.links;

  async function written(...steps: readonly [AccountLink, ...AccountLink[]]): Promise<AccountLink> {
    const [first, ...others] = steps;
    expect(await links().insert(first)).toBe('inserted');
    for (const next of others) expect(await links().replace(next)).toBe('replaced');
    return steps.at(-1) ?? first;
  }

  async function writtenActive(...[accounts]: Parameters<typeof pendingLink>): Promise<AccountLink> {
    const pending = pendingLink(accounts);
    return written(pending, approvalRequested(pending), activated(pending));
  }

  describe('one link', () => {
    test('is found by its id, all of it, in every state, its history unbroken', async () => {
      const pending = pendingLink();
      const active = activated(pending);
      const ended = revoked(active, { reason: 'secret_reset' });
      expect(await links().insert(pending)).toBe('inserted');
      expect(await links().find(pending.id)).toEqual(pending);
      for (const next of [approvalRequested(pending), active, ended]) {
        expect(await links().replace(next)).toBe('replaced');
        const found = await links().find(pending.id);
        expect(found).toEqual(next);
        expect(firstBrokenEntry(next.id, found?.history ?? [])).toBeUndefined();
      }
    });

    test('that is not there is undefined', async () => {
      expect(await links().find(nanoid())).toBeUndefined();
    });

    test('is a copy, on the way in and on the way out', async () => {
      const link = pendingLink();
      const given = structuredClone(link);
      await links().insert(given);
      Object.assign(given.activating, { accountId: 'changed by the writer' });
      const found = await links().find(link.id);
      expect(found).toEqual(link);
      Object.assign(found?.activation.consent ?? {}, { version: 'changed by the reader' });
      expect(await links().find(link.id)).toEqual(link);
    });

    test('is inserted once', async () => {
      const link = pendingLink();
      await links().insert(link);
      expect(await links().insert({ ...pendingLink(), id: link.id })).toBe('conflict');
      expect(await links().find(link.id)).toEqual(link);
    });
  });

  describe('replace', () => {
    test('writes the revision after the stored one and no other', async () => {
      const pending = pendingLink();
      const asked = approvalRequested(pending);
      await links().insert(pending);
      expect(await links().replace(pending)).toBe('stale');
      expect(await links().replace({ ...asked, revision: 3 })).toBe('stale');
      expect(await links().find(pending.id)).toEqual(pending);
      expect(await links().replace(asked)).toBe('replaced');
      expect(await links().replace(asked)).toBe('stale');
    });

    test('of a link that is not there is stale, and writes none', async () => {
      const asked = approvalRequested(pendingLink());
      expect(await links().replace(asked)).toBe('stale');
      expect(await links().find(asked.id)).toBeUndefined();
    });

    test('that would take an exclusive key of another link is a conflict, and writes nothing', async () => {
      const personal = nanoid();
      await writtenActive({ personal });
      const pending = pendingLink({ personal });
      const asked = await written(pending, approvalRequested(pending));
      expect(await links().replace(moved(asked, { type: 'approved', at: later(10) }))).toBe('conflict');
      expect(await links().find(asked.id)).toEqual(asked);
    });
  });

  describe('exclusive keys', () => {
    test('an account has one open activation', async () => {
      const pro = nanoid();
      await written(pendingLink({ pro }));
      const second = pendingLink({ pro });
      expect(await links().insert(second)).toBe('conflict');
      expect(await links().find(second.id)).toBeUndefined();
    });

    test('a personal account is linked from one company', async () => {
      const personal = nanoid();
      await writtenActive({ personal });
      expect(await links().insert(activated(pendingLink({ personal })))).toBe('conflict');
    });

    test('a professional account is linked to one personal account', async () => {
      const pro = nanoid();
      await writtenActive({ pro });
      expect(await links().insert(activated(pendingLink({ pro })))).toBe('conflict');
    });

    test('a personal account may be the other side of two open activations', async () => {
      const personal = nanoid();
      await written(pendingLink({ personal }));
      await written(pendingLink({ personal }));
    });

    test('an active link does not keep its account from asking again, and the second never becomes active', async () => {
      const accounts = { pro: nanoid(), personal: nanoid() };
      await writtenActive(accounts);
      const again = pendingLink(accounts);
      await written(again, approvalRequested(again));
      expect(await links().replace(activated(again))).toBe('conflict');
    });

    test('T12: what has ended holds none: the accounts may be linked again, by a new link', async () => {
      const accounts = { pro: nanoid(), personal: nanoid() };
      const active = await writtenActive(accounts);
      expect(await links().replace(revoked(active))).toBe('replaced');
      const declined = pendingLink(accounts);
      await written(declined, moved(declined, { type: 'declined', at: later(70), actor: 'authenticator' }));
      const expired = pendingLink(accounts);
      await written(expired, moved(expired, { type: 'expired', at: later(400) }));
      const next = await writtenActive(accounts);
      expect(await links().activeOf(accounts.pro, 'particuliers')).toEqual(next);
    });

    test('any number of ended links of one account stand side by side', async () => {
      const accounts = { pro: nanoid(), personal: nanoid() };
      const ended = [revoked(pendingLink(accounts)), revoked(pendingLink(accounts)), revoked(pendingLink(accounts))] as const;
      for (const link of ended) expect(await links().insert(link)).toBe('inserted');
      expect(await links().allOf(accounts.pro)).toHaveLength(3);
    });
  });

  describe('questions about an account', () => {
    test('activeOf answers the active link from either side, and only for that space', async () => {
      const accounts = { pro: nanoid(), personal: nanoid() };
      const active = await writtenActive(accounts);
      expect(await links().activeOf(accounts.pro, 'particuliers')).toEqual(active);
      expect(await links().activeOf(accounts.personal, 'pro')).toEqual(active);
      expect(await links().activeOf(accounts.pro, 'pro')).toBeUndefined();
      expect(await links().activeOf(accounts.personal, 'particuliers')).toBeUndefined();
      expect(await links().activeOf(nanoid(), 'pro')).toBeUndefined();
    });

    test('activeOf answers no link that is pending, or was', async () => {
      const accounts = { pro: nanoid(), personal: nanoid() };
      const pending = await written(pendingLink(accounts));
      expect(await links().activeOf(accounts.pro, 'particuliers')).toBeUndefined();
      await links().replace(revoked(pending));
      expect(await links().activeOf(accounts.pro, 'particuliers')).toBeUndefined();
    });

    test('pendingOf answers the open activation to the account that is activating, expired or not', async () => {
      const { clock } = subject();
      const accounts = { pro: nanoid(), personal: nanoid() };
      const pending = await written(pendingLink(accounts));
      clock.advance(86_400);
      expect(await links().pendingOf(accounts.pro)).toEqual(pending);
      expect(await links().pendingOf(accounts.personal)).toBeUndefined();
      await links().replace(moved(pending, { type: 'expired', at: later(400) }));
      expect(await links().pendingOf(accounts.pro)).toBeUndefined();
    });

    test('lastRevokedOf answers what was revoked last, however old the link, from either side', async () => {
      const accounts = { pro: nanoid(), personal: nanoid() };
      const old = revoked(pendingLink(accounts), { at: later(500) });
      const young = revoked(pendingLink({ ...accounts, createdAt: later(100) }), { at: later(200) });
      const declined = pendingLink({ ...accounts, createdAt: later(600) });
      for (const link of [old, young]) await written(link);
      await written(declined, moved(declined, { type: 'declined', at: later(700), actor: 'authenticator' }));
      expect(await links().lastRevokedOf(accounts.pro, 'particuliers')).toEqual(old);
      expect(await links().lastRevokedOf(accounts.personal, 'pro')).toEqual(old);
      expect(await links().lastRevokedOf(accounts.pro, 'pro')).toBeUndefined();
      expect(await links().lastRevokedOf(nanoid(), 'pro')).toBeUndefined();
    });

    test('allOf answers the links of an account on either side, newest first, at most 100', async () => {
      const accounts = { pro: nanoid(), personal: nanoid() };
      const order = Array.from({ length: 103 }, (_, index) => (index * 7) % 103);
      await Promise.all(
        order.map((seconds) => links().insert(revoked(pendingLink({ ...accounts, createdAt: later(seconds) }), { at: later(200) }))),
      );
      await written(pendingLink());
      for (const accountId of [accounts.pro, accounts.personal]) {
        const found = await links().allOf(accountId);
        expect(found.map((link) => link.createdAt)).toEqual(Array.from({ length: 100 }, (_, index) => later(102 - index)));
      }
      expect(await links().allOf(nanoid())).toEqual([]);
    });

    test('page answers them newest first, page by page, none twice and none left out', async () => {
      const accounts = { pro: nanoid(), personal: nanoid() };
      // Several of one moment, so that a page ends among them.
      const made = [0, 1, 1, 1, 2, 3, 3].map((seconds) => revoked(pendingLink({ ...accounts, createdAt: later(seconds) })));
      for (const link of [...made, pendingLink()]) await links().insert(link);
      for (const accountId of [accounts.pro, accounts.personal]) {
        const read: AccountLink[] = [];
        for (let pages = 0; pages < 4; pages += 1) {
          const after = read.at(-1)?.id;
          read.push(...(await links().page(accountId, { limit: 2, ...(after !== undefined && { after }) })));
          expect(read).toHaveLength(Math.min(2 * (pages + 1), made.length));
        }
        expect(new Set(read)).toEqual(new Set(made));
        expect(read.map(({ createdAt }) => createdAt)).toEqual([3, 3, 2, 1, 1, 1, 0].map(later));
        expect(await links().allOf(accountId)).toEqual(read);
        expect(await links().page(accountId, { limit: 2, after: read.at(-1)?.id ?? '' })).toEqual([]);
      }
    });

    test('page answers nothing without a limit, to a stranger, or after a link that is not there', async () => {
      const link = await written(pendingLink());
      const { accountId } = link.activating;
      expect(await links().page(accountId, { limit: 0 })).toEqual([]);
      expect(await links().page(nanoid(), { limit: 10 })).toEqual([]);
      expect(await links().page(accountId, { limit: 10, after: nanoid() })).toEqual([]);
      expect(await links().page(accountId, { limit: 10 })).toEqual([link]);
    });

    test('countStarted counts what the account has started since, whatever became of it', async () => {
      const accounts = { pro: nanoid(), personal: nanoid() };
      for (const seconds of [0, 10, 20]) await written(revoked(pendingLink({ ...accounts, createdAt: later(seconds) })));
      await written(pendingLink({ ...accounts, createdAt: later(30) }));
      expect(await links().countStarted(accounts.pro, later(-1))).toBe(4);
      expect(await links().countStarted(accounts.pro, later(10))).toBe(3);
      expect(await links().countStarted(accounts.pro, later(31))).toBe(0);
      expect(await links().countStarted(accounts.personal, later(-1))).toBe(0);
    });
  });

  test('scan answers every link there is, in the order of their ids', async () => {
    const made = [pendingLink(), activated(pendingLink()), revoked(pendingLink())];
    for (const link of made) await links().insert(link);
    const read: AccountLink[] = [];
    for (;;) {
      const after = read.at(-1)?.id;
      const page = await links().scan({ limit: 50, ...(after !== undefined && { after }) });
      read.push(...page);
      if (page.length < 50) break;
    }
    const ids = read.map(({ id }) => id);
    expect(read).toEqual(expect.arrayContaining(made));
    expect(ids).toEqual([...new Set(ids)].sort());
    const [first, second, third] = ids;
    expect((await links().scan({ limit: 2 })).map(({ id }) => id)).toEqual([first, second]);
    expect((await links().scan({ limit: 1, after: second ?? '' })).map(({ id }) => id)).toEqual([third]);
    expect(await links().scan({ limit: 0 })).toEqual([]);
  });

  describe('announcements', () => {
    const waiting = async () => (await links().withAnnouncements(1000)).map(({ id }) => id);

    test('a link is answered from the write that puts them into its outbox to the one that takes the last away', async () => {
      const pending = pendingLink();
      await written(pending, approvalRequested(pending));
      expect(await waiting()).not.toContain(pending.id);
      const active = moved(approvalRequested(pending), { type: 'approved', at: later(10) });
      await links().replace(active);
      expect(active.outbox).toHaveLength(1);
      expect(await links().withAnnouncements(1000)).toContainEqual(active);
      const ended = revoked(active);
      await links().replace(ended);
      expect(ended.outbox).toHaveLength(2);
      const [first, second] = ended.outbox.map(({ id }) => id);
      const used = moved(ended, {
        type: 'browser_seen',
        browser: { key: 'hash-of-another', at: later(20), sourceUid: 'uid' },
        loginId: 'login-1',
      });
      await links().replace(used);
      expect(await links().find(pending.id)).toEqual(used);
      expect(used.outbox.at(-1)).toMatchObject({ type: 'new_browser', loginId: 'login-1' });
      expect(used.browsers?.at(-1)?.told).toBe(true);
      const told = moved(used, { type: 'relayed', announcements: [first ?? '', used.outbox.at(-1)?.id ?? ''] });
      await links().replace(told);
      expect(await waiting()).toContain(pending.id);
      await links().replace(moved(told, { type: 'relayed', announcements: [second ?? ''] }));
      expect(await waiting()).not.toContain(pending.id);
    });

    test('each link once, up to the limit', async () => {
      for (const link of [revoked(activated(pendingLink())), revoked(activated(pendingLink()))]) await links().insert(link);
      const all = await waiting();
      expect(all).toEqual([...new Set(all)]);
      expect(await links().withAnnouncements(1)).toHaveLength(1);
      expect(await links().withAnnouncements(0)).toEqual([]);
    });
  });

  test('an erased account is found no more, its tombstone is, and the chain stays whole', async () => {
    const accounts = { pro: nanoid(), personal: nanoid() };
    const ended = revoked(await writtenActive(accounts));
    await links().replace(ended);
    const tombstone = `erased~${nanoid()}`;
    const erased = moved(ended, { type: 'erased', at: later(90), actor: 'operator:dpo', accountId: accounts.personal, tombstone });
    expect(await links().replace(erased)).toBe('replaced');
    expect(await links().allOf(accounts.personal)).toEqual([]);
    expect(await links().lastRevokedOf(accounts.personal, 'pro')).toBeUndefined();
    expect(await links().allOf(tombstone)).toEqual([erased]);
    expect(await links().allOf(accounts.pro)).toEqual([erased]);
    expect(firstBrokenEntry(erased.id, (await links().find(erased.id))?.history ?? [])).toBeUndefined();
  });

  test.each(operatorCorpus)('T45: %s in the place of an id is refused', async (_, smuggled) => {
    await expect(links().find(smuggled)).rejects.toThrow(TypeError);
    await expect(links().activeOf(smuggled, 'pro')).rejects.toThrow(TypeError);
    await expect(links().activeOf('a', smuggled)).rejects.toThrow(TypeError);
    await expect(links().pendingOf(smuggled)).rejects.toThrow(TypeError);
    await expect(links().lastRevokedOf(smuggled, 'pro')).rejects.toThrow(TypeError);
    await expect(links().lastRevokedOf('a', smuggled)).rejects.toThrow(TypeError);
    await expect(links().allOf(smuggled)).rejects.toThrow(TypeError);
    await expect(links().page(smuggled, { limit: 10 })).rejects.toThrow(TypeError);
    await expect(links().countStarted(smuggled, later(0))).rejects.toThrow(TypeError);
    // Nothing at all in the place of the optional cursor is the first page.
    if (smuggled !== undefined) {
      await expect(links().page('a', { limit: 10, after: smuggled })).rejects.toThrow(TypeError);
      await expect(links().scan({ limit: 10, after: smuggled })).rejects.toThrow(TypeError);
    }
    await expect(links().insert({ ...pendingLink(), id: smuggled })).rejects.toThrow(TypeError);
    await expect(links().replace({ ...pendingLink(), id: smuggled })).rejects.toThrow(TypeError);
  });
}
