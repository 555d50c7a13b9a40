/** Changes of identifiers and codes that began before a gateway, or that nobody told it of: none of them lives on behind it. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { folderOf } from '../configuration/demo-variables.ts';
import { createTransmitter, issSub, risc, type Transmitter } from '../events/transmitter.ts';
import { describeOnStores } from '../ground/stores.ts';
import { answerOnPhone, choose, forget } from '../secret-code/forgotten.ts';
import { askSilently } from '../switch/asking.ts';
import { accountOf, changeAccount, linkedCustomer, newCustomer } from '../world/customers.ts';
import { clientOf, consent, login, otherSpace, type SpaceName, switchFrom } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';

describeOnStores('a change under way', (kind) => {
  let world: World;
  let transmitter: Transmitter;
  beforeAll(async () => {
    transmitter = await createTransmitter();
    const issuer = { issuer: transmitter.entry.issuer, jwks: { keys: [transmitter.jwk] }, spaces: ['pro', 'particuliers'] };
    const file = folderOf({ 'events.yaml': JSON.stringify({ event_issuers: [issuer] }) });
    world = await openWorld(kind, { configurationFile: join(file, 'events.yaml') });
  });
  afterAll(() => world.close());

  async function linkOf(space: SpaceName, identifier: string) {
    const [link] = await world.demo.store.links.allOf((await accountOf(world, space, identifier)).accountId);
    return { status: link?.status, reason: link?.history.at(-1)?.reason };
  }

  it.each(['pro', 'particuliers'] as const)(
    'T4: a new code of %s asked for before the activation and chosen after it closes the gateway',
    async (space) => {
      const customer = await newCustomer(world);
      const thief = world.openBrowser();
      const waiting = await forget(thief, space, customer[space]);
      const asked = await answerOnPhone(world, thief, customer[space], waiting);
      const browser = world.openBrowser();
      await login(world, browser, 'pro', customer.pro);
      const opened = await consent(
        world,
        browser,
        await world.authorize(browser, 'outside-particuliers', { linked_from: 'pro' }),
        customer.pro,
      );
      const { tokens } = await world.exchange('outside-particuliers', opened);
      expect(await linkOf(space, customer[space])).toEqual({ status: 'active', reason: undefined });

      expect((await choose(thief, asked, '864202')).status).toBe(200);
      expect(await linkOf(space, customer[space])).toEqual({ status: 'revoked', reason: 'secret_reset' });
      expect((await world.introspect(tokens)).active).toBe(false);
      expect(await askSilently(world, browser, 'outside-particuliers', { linked_from: 'pro' })).not.toBe('code');
    },
  );

  it.each(['pro', 'particuliers'] as const)(
    'T2: an identifier of %s that is changed after the activation closes the gateway when it is told',
    async (space) => {
      const customer = await linkedCustomer(world);
      const browser = world.openBrowser();
      const { tokens } = await world.exchange('outside-particuliers', await switchFrom(world, browser, 'pro', customer.pro));
      const { accountId } = await accountOf(world, space, customer[space]);
      const token = await transmitter.sign({
        aud: world.demo.urls.issuer,
        iat: Math.floor(Date.now() / 1000),
        jti: randomUUID(),
        sub_id: issSub(accountId, world.demo.urls.issuer),
        events: { [risc('identifier-changed')]: {} },
      });
      const pushed = await fetch(`${world.demo.urls.issuer}/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/secevent+jwt' },
        body: token,
      });
      expect(pushed.status).toBe(202);
      expect(await linkOf(space, customer[space])).toEqual({ status: 'revoked', reason: 'identifier_changed' });
      expect((await world.introspect(tokens)).active).toBe(false);
    },
  );

  it.each(['pro', 'particuliers'] as const)(
    'T2: and when nobody tells of it, at the next use: an identifier of %s is part of its credentials version',
    async (space) => {
      const customer = await linkedCustomer(world);
      const browser = world.openBrowser();
      const { tokens } = await world.exchange(clientOf[otherSpace('pro')], await switchFrom(world, browser, 'pro', customer.pro));
      await changeAccount(world, space, customer[space], { credentialsVersion: randomUUID() });
      expect((await world.introspect(tokens)).active).toBe(false);
      expect(await linkOf(space, customer[space])).toEqual({ status: 'revoked', reason: 'credential_version' });
      expect(await askSilently(world, browser, 'outside-particuliers', { linked_from: 'pro' })).not.toBe('code');
    },
  );
});
