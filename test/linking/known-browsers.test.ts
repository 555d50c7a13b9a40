/** Which browser of a link is a new one, and what a link keeps of those it has seen. */
import { describe, expect, test } from '@jest/globals';
import { browserKey, type KnownBrowser, mostNotices } from '../../src/linking/known-browsers.ts';
import { tombstoneOf } from '../../src/linking/tombstone.ts';
import { type LinkEvent, openLink, transition } from '../../src/linking/transitions.ts';
import * as sample from './sample-link.ts';
import { at } from './sample-link.ts';

const own: KnownBrowser = { key: 'own', at: sample.openedAt, sourceUid: sample.draft.activation.sourceUid };
const used = sample.after(openLink({ ...sample.draft, browsers: [own] }), sample.askApproval, sample.approve);
const seen = (change: Partial<KnownBrowser>): LinkEvent => ({
  type: 'browser_seen',
  browser: { ...sample.otherBrowser, ...change },
  loginId: 'login-1',
});
const news = (link: typeof used) => link.outbox.filter(({ type }) => type === 'new_browser');

describe('a browser', () => {
  test('that the link was activated from is no news', () => {
    expect(transition(used, seen({ key: 'own', sourceUid: 'a later session' }))).toEqual({ ok: false, code: 'nothing_to_change' });
  });

  test('is news once, however often it comes back', () => {
    const link = sample.after(used, seen({}));
    expect(news(link)).toEqual([{ id: `${link.id}:${link.revision}`, type: 'new_browser', at: at(500), loginId: 'login-1' }]);
    expect(transition(link, seen({ at: at(90_000), sourceUid: 'a later session' }))).toEqual({ ok: false, code: 'nothing_to_change' });
  });

  test('that answers twice at once, before it has its cookie, is one browser; a minute later, or in another session, it is another', () => {
    const first = sample.after(used, seen({ key: 'one', at: at(500) }));
    for (const seconds of [441, 559]) expect(news(sample.after(first, seen({ key: 'two', at: at(seconds) })))).toHaveLength(1);
    for (const seconds of [440, 560]) expect(news(sample.after(first, seen({ key: 'two', at: at(seconds) })))).toHaveLength(2);
    expect(news(sample.after(first, seen({ key: 'two', sourceUid: 'another session' })))).toHaveLength(2);
  });

  test('is news of a link that has been revoked since, and of none whose data was erased', () => {
    const revoked = sample.after(used, sample.revoke);
    expect(news(sample.after(revoked, seen({})))).toHaveLength(1);
    const erased = sample.after(revoked, {
      type: 'erased',
      at: at(900),
      actor: 'provider',
      accountId: 'p-camille',
      tombstone: tombstoneOf('x'),
    });
    expect('browsers' in erased).toBe(false);
    expect(transition(erased, seen({}))).toEqual({ ok: false, code: 'nothing_to_change' });
  });
});

const day = 24 * 60 * 60;

describe('so many new browsers that the mailbox would fill', () => {
  /** One each minute, each in a session of its own. */
  const flood = (count: number, from = 500) =>
    Array.from({ length: count }, (_, index) => seen({ key: `b${index}`, at: at(from + 60 * index), sourceUid: `s${index}` }));
  const full = sample.after(used, ...flood(mostNotices));

  test('the last notice of the day says that it is', () => {
    expect(news(full).map(({ last }) => last)).toEqual([...Array(mostNotices - 1).fill(undefined), true]);
  });

  test('no more for 24 hours; then the next one, which does not', () => {
    const another = (seconds: number) => transition(full, seen({ key: 'another', at: at(seconds), sourceUid: 'another' }));
    for (const seconds of [501 + 60 * mostNotices, 499 + day]) expect(another(seconds)).toEqual({ ok: false, code: 'too_many_notices' });
    const next = sample.after(full, seen({ key: 'another', at: at(500 + day), sourceUid: 'another' }));
    expect(news(next)).toHaveLength(mostNotices + 1);
  });

  test('a browser that was not told of is not known: it cannot have used up the ceiling to stay unknown', () => {
    const quiet = seen({ key: 'thief', at: at(2000), sourceUid: 'thief' });
    expect(transition(full, quiet)).toEqual({ ok: false, code: 'too_many_notices' });
    const later = sample.after(full, seen({ key: 'thief', at: at(2000 + day), sourceUid: 'thief' }));
    expect(news(later).at(-1)).toMatchObject({ at: at(2000 + day) });
  });

  test('those that count are not pushed out by browsers of one moment, which are no news', () => {
    const tabs = Array.from({ length: 40 }, (_, index) =>
      seen({ key: `tab${index}`, at: at(500 + 60 * (mostNotices - 1)), sourceUid: `s${mostNotices - 1}` }),
    );
    const crowded = sample.after(full, ...tabs);
    expect(crowded.browsers).toHaveLength(20);
    expect(news(crowded)).toHaveLength(mostNotices);
    expect(transition(crowded, seen({ key: 'another', at: at(3000), sourceUid: 'another' }))).toEqual({
      ok: false,
      code: 'too_many_notices',
    });
  });
});

test('a link keeps the last twenty browsers', () => {
  const many = Array.from({ length: 30 }, (_, index) => seen({ key: `b${index}`, at: at(day * index), sourceUid: `s${index}` }));
  const link = sample.after(used, ...many);
  expect(link.browsers?.map(({ key }) => key)).toEqual(Array.from({ length: 20 }, (_, index) => `b${index + 10}`));
  expect(news(link)).toHaveLength(30);
});

test('one browser has another key at every link', () => {
  expect(browserKey('lnk_1', 'b')).toBe(browserKey('lnk_1', 'b'));
  expect(new Set([browserKey('lnk_1', 'b'), browserKey('lnk_2', 'b'), browserKey('lnk_1', 'c')]).size).toBe(3);
});
