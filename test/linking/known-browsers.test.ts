/** Which browser of a link is a new one, and what a link keeps of those it has seen. */
import { describe, expect, test } from '@jest/globals';
import { browserKey, type KnownBrowser } from '../../src/linking/known-browsers.ts';
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

test('a link keeps the last twenty browsers', () => {
  const many = Array.from({ length: 30 }, (_, index) => seen({ key: `b${index}`, at: at(1000 * index), sourceUid: `s${index}` }));
  const link = sample.after(used, ...many);
  expect(link.browsers?.map(({ key }) => key)).toEqual(Array.from({ length: 20 }, (_, index) => `b${index + 10}`));
  expect(news(link)).toHaveLength(30);
});

test('one browser has another key at every link', () => {
  expect(browserKey('lnk_1', 'b')).toBe(browserKey('lnk_1', 'b'));
  expect(new Set([browserKey('lnk_1', 'b'), browserKey('lnk_2', 'b'), browserKey('lnk_1', 'c')]).size).toBe(3);
});
