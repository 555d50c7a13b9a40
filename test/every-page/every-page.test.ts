/**
 * Every page that a customer may meet, in every state and language, as it is served: none left out, its markup, its headers, and what an
 * auditor finds in both themes on screens of 320, 768 and 1280 pixels and at a zoom of 200 %. An ordinary run looks at each page of each
 * language in one setting, by turns; `npm run test:pages` in all of them.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { describeInBrowser, launchBrowser } from '../ground/browser.ts';
import { isLong, report } from '../races/rounds.ts';
import { createAuditor, settings } from './auditor.ts';
import { collectEveryPage } from './collect-every-page.ts';
import type { CollectedPage } from './collection.ts';
import { deadAnchors, markupFaults } from './markup.ts';
import { situationsNotSeen } from './situations.ts';

const languages = ['fr', 'en'] as const;
let collected: Awaited<ReturnType<typeof collectEveryPage>>;
let pages: readonly CollectedPage[];
beforeAll(async () => {
  collected = await collectEveryPage(languages);
  pages = collected.pages;
}, 120_000);
afterAll(() => collected.close());

describe('every page as it is served', () => {
  it.each(languages)('no situation is left out in %s', (language) => {
    expect(situationsNotSeen(pages, language)).toEqual([]);
  });

  it('html-validate has nothing to say, and every link within a page leads somewhere', async () => {
    const faults = await Promise.all(pages.map(markupFaults));
    expect([...faults.flat(), ...pages.flatMap(deadAnchors)]).toEqual([]);
  });

  it('T44: no other page may frame it, run anything in it or load anything into it; only a page that waits may ask, and only us', () => {
    for (const { name, headers, html } of pages) {
      const policy = headers['content-security-policy'] ?? '';
      const of = (directive: string) => policy.split('; ').find((one) => one.startsWith(`${directive} `));
      expect({
        name,
        frames: of('frame-ancestors'),
        otherwise: of('default-src'),
        scripts: of('script-src'),
        styles: of('style-src'),
        requests: of('connect-src'),
        unsafe: policy.includes('unsafe'),
        old: headers['x-frame-options'],
        sniffed: headers['x-content-type-options'],
        kept: headers['cache-control'],
      }).toEqual({
        name,
        frames: "frame-ancestors 'none'",
        otherwise: "default-src 'none'",
        scripts: "script-src 'self'",
        styles: "style-src 'self'",
        requests: html.includes('data-ask-after') ? "connect-src 'self'" : undefined,
        unsafe: false,
        old: 'DENY',
        sniffed: 'nosniff',
        kept: 'no-store',
      });
    }
  });

  it('is in the language that was asked for, and says so', () => {
    for (const { name, language, html } of pages)
      expect({ name, said: /<html lang="(\w+)">/.exec(html)?.[1] }).toEqual({ name, said: language });
  });
});

describeInBrowser('every page, for eyes and ears of all kinds', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it('a page that is wrong in each way is found out', async () => {
    const html =
      '<!doctype html><title>t</title><main><img src="x.png"><div style="width:700px">wide</div><p style="color:#999">pale</p></main>';
    const wrong = { name: 'wrong', language: 'fr', url: pages[0]?.url ?? '', html };
    const { findings } = await (await createAuditor(browser)).look(wrong, settings.slice(0, 1));
    for (const rule of ['html-has-lang', 'image-alt', 'color-contrast', 'page-has-heading-one', '388 pixels too wide'])
      expect(findings.join('\n')).toContain(rule);
  });

  it(
    'axe finds nothing of any impact, and nothing is wider than its screen',
    async () => {
      const auditor = await createAuditor(browser);
      const findings: string[] = [];
      let rules = 0;
      for (const language of languages) {
        const own = pages.filter((page) => page.language === language);
        for (const [turn, page] of own.entries()) {
          const audit = await auditor.look(page, isLong ? settings : [settingOf(turn, languages.indexOf(language))]);
          findings.push(...audit.findings);
          rules += audit.rules;
        }
      }
      const looks = pages.length * (isLong ? settings.length : 1);
      report({ name: `${pages.length} pages: looks of axe`, rounds: looks, failures: findings.length, 'rules applied': rules });
      expect(findings).toEqual([]);
    },
    isLong ? 3_600_000 : 300_000,
  );
});

/** Both theme and width are others in the other language, and come round among the states of one page. */
function settingOf(turn: number, language: number) {
  const dark = (turn + language) % 2;
  const setting = settings[dark * 4 + ((Math.floor(turn / 2) + language) % 4)];
  if (!setting) throw new Error('no such setting');
  return setting;
}
