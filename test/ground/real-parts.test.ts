/** The ground itself: where a run says that it has a real MongoDB and a real browser, they answer. */
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import type { Browser } from 'playwright-core';
import { describeInBrowser, launchBrowser } from './browser.ts';
import { describeOnStores, ownMongoUri } from './stores.ts';

describeOnStores('the stores of a run', (kind) => {
  if (kind === 'memory') return;

  it('are a replica set, with a database of its own for each that asks', async () => {
    const uris = [ownMongoUri(), ownMongoUri()];
    expect(new Set(uris).size).toBe(2);
    const connection = await mongoose.createConnection(uris[0] ?? '').asPromise();
    const hello = await connection.db?.command({ hello: 1 });
    await connection.close();
    expect(hello).toMatchObject({ isWritablePrimary: true, setName: expect.any(String) });
  });
});

describeInBrowser('a page over HTTP', () => {
  let browser: Browser;
  const server = createServer((_request, response) => {
    response
      .setHeader('content-type', 'text/html; charset=utf-8')
      .end('<!doctype html><title>Espace</title><p id="space">Particuliers</p>');
  });

  beforeAll(async () => {
    browser = await launchBrowser();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });
  afterAll(async () => {
    await browser.close();
    server.close();
  });

  it('opens, in two contexts that share no cookie', async () => {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the server listens on a port');
    const contexts = [await browser.newContext(), await browser.newContext()] as const;
    const page = await contexts[0].newPage();
    await page.goto(`http://localhost:${address.port}/`);
    await contexts[0].addCookies([{ name: 'seen', value: '1', url: page.url() }]);
    expect(await page.textContent('#space')).toBe('Particuliers');
    expect(await contexts[0].cookies()).toHaveLength(1);
    expect(await contexts[1].cookies()).toHaveLength(0);
    for (const context of contexts) await context.close();
  });
});
