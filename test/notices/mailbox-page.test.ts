/** The mailbox page in a real browser: empty or full, in both languages, each message in its own; nothing of a message is markup. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { createMailbox, type Mailbox } from '../../src/demo/mailbox.ts';
import { type Phone, startPhone } from '../../src/demo/phone.ts';
import { describeInBrowser, launchBrowser } from '../ground/browser.ts';

describeInBrowser('the mailbox page', () => {
  let browser: Browser;
  let phone: Phone;
  let mailbox: Mailbox;
  beforeAll(async () => {
    mailbox = createMailbox({ addressesOf: async (identifier) => (identifier === '70000001' ? ['camille@example.com'] : []) });
    const message = { id: '1', to: 'camille@example.com', language: 'fr', date: new Date('2026-03-01T10:00:00Z') };
    await mailbox.send({ ...message, subject: 'Un <b>sujet</b>', text: 'Bonjour,\n\nDeux paragraphes, <script>alert(1)</script>.\n' });
    // A mail that comes again is one mail.
    await mailbox.send({ ...message, subject: 'Un <b>sujet</b>', text: 'encore' });
    await mailbox.send({ ...message, id: '2', language: 'en', subject: 'Another', text: 'Hello,\n' });
    phone = await startPhone({ port: 0, clients: [], mailbox });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await phone?.close();
  });

  it.each([
    ['fr-FR', ''],
    ['fr-FR', '70000001'],
    ['en-GB', '70000001'],
    ['en-GB', '10000001'],
  ])('in %s, of identifier "%s": the messages, newest first, as they were written', async (locale, identifier) => {
    const context = await browser.newContext({ locale, viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.goto(`${phone.url}/mailbox?${new URLSearchParams({ identifier })}`);
    expect(await page.getAttribute('html', 'lang')).toBe(locale.slice(0, 2));
    expect(await page.locator('article h3').allTextContents()).toEqual(identifier === '70000001' ? ['Another', 'Un <b>sujet</b>'] : []);
    await context.close();
  });
});
