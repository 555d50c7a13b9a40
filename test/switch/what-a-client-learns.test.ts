/** T42: a relying party knows a customer by its own `sub`, learns nothing of the other account, and is refused in one way. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { describeOnStores } from '../ground/stores.ts';
import { accountOf, linkedCustomer } from '../world/customers.ts';
import type { OutsideClient } from '../world/outside.ts';
import { login } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';

const pairwise = ['outside-one', 'outside-two'] as const;

describeOnStores('what a relying party learns', (kind) => {
  let world: World;
  beforeAll(async () => {
    const client = (client_id: string) => ({
      client_id,
      space: 'particuliers',
      subject_type: 'pairwise',
      token_endpoint_auth_method: 'client_secret_basic',
      client_secret: 'outside-secret',
      require_pushed_authorization_requests: false,
      redirect_uris: [callback(client_id)],
    });
    const names = ['espace-pro', 'espace-particuliers', 'outside-pro', 'outside-particuliers', ...pairwise];
    const policies = [{ id: 'pro-particuliers', clients: names, clients_without_par: names.filter((name) => name.startsWith('outside')) }];
    world = await openWorld(kind, { overlay: { clients: pairwise.map(client), policies } });
  });
  afterAll(() => world.close());

  const callback = (client: string) => `https://${client}.example/callback`;
  const exchange = async (client: OutsideClient, code: string) => {
    const response = await fetch(`${world.demo.urls.issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${client}:outside-secret`)}` },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri: callback(client),
        code_verifier: 'a-verifier-of-the-testers-that-is-long-enough-for-pkce',
      }),
    });
    return { status: response.status, text: await response.text() };
  };

  it('T42: two clients of one space see two subs of one customer, in a linked login too, and neither is the account', async () => {
    const customer = await linkedCustomer(world);
    const browser = world.openBrowser();
    await login(world, browser, 'pro', customer.pro);
    const source = await accountOf(world, 'pro', customer.pro);
    const target = await accountOf(world, 'particuliers', customer.particuliers);
    const subs: unknown[] = [];
    for (const client of pairwise) {
      const { left } = await world.authorize(browser, client, { linked_from: 'pro', prompt: 'none', redirect_uri: callback(client) });
      const answer = await exchange(client, left?.searchParams.get('code') ?? '');
      expect(answer.status).toBe(200);
      const tokens = JSON.parse(answer.text);
      const { claims } = await world.userinfo(tokens);
      const told = JSON.stringify([decodeJwt(tokens.id_token), claims, answer.text]);
      for (const inner of [
        source.accountId,
        source.personId,
        source.identifier,
        source.accountNumber,
        target.accountId,
        target.identifier,
        target.accountNumber,
      ])
        expect([inner, told.includes(inner)]).toEqual([inner, false]);
      expect(claims.sub).toBe(decodeJwt(tokens.id_token).sub);
      subs.push(claims.sub);
    }
    expect(new Set(subs).size).toBe(2);
  });

  it('T42: a code that never was, that was another client’s, or that was used: one and the same answer', async () => {
    const customer = await linkedCustomer(world);
    const browser = world.openBrowser();
    await login(world, browser, 'particuliers', customer.particuliers);
    const codeFor = async (client: OutsideClient) =>
      (await world.authorize(browser, client, { redirect_uri: callback(client) })).left?.searchParams.get('code') ?? '';
    const used = await codeFor('outside-one');
    expect((await exchange('outside-one', used)).status).toBe(200);
    const answers = [
      await exchange('outside-one', 'unknown'),
      await exchange('outside-one', await codeFor('outside-two')),
      await exchange('outside-one', used),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(JSON.parse(answers[0]?.text ?? '')).toMatchObject({ error: 'invalid_grant' });
  });
});
