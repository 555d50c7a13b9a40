/** What a request of the linked-account grant must look like, and what it is answered: RFC 8693 sections 2.1, 2.2.1 and 2.2.2. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { describeOnStores } from '../ground/stores.ts';
import {
  accessTokenType,
  type Customer,
  type Fields,
  type GrantWorld,
  linkedAccountGrant,
  lives,
  openGrantWorld,
  personalScopes,
  refusal,
  resources,
  ruledScopes,
  tokenExchangeGrant,
  told,
} from './grant-world.ts';

describeOnStores('a request of the linked-account grant', (kind) => {
  let world: GrantWorld;
  let customer: Customer;
  let subject: string;
  beforeAll(async () => {
    world = await openGrantWorld(kind);
    customer = await world.customer();
    await world.link(customer);
    subject = (await world.tokens(customer.browser, 'outside-pro')).access_token ?? '';
  });
  afterAll(() => world.close());

  describe('RFC 8693 section 2.1', () => {
    it.each([linkedAccountGrant, tokenExchangeGrant])('grant_type %s is accepted, and discovery lists it', async (grantType) => {
      expect((await world.grant(subject, { grant_type: grantType })).status).toBe(200);
      const discovery: unknown = await (await fetch(`${world.demo.urls.issuer}/.well-known/openid-configuration`)).json();
      expect(discovery).toMatchObject({ grant_types_supported: expect.arrayContaining([grantType]) });
    });

    it('parameters are sent in the body as application/x-www-form-urlencoded: JSON, and the query string, count for nothing', async () => {
      const { issuer } = world.demo.urls;
      const fields = {
        grant_type: linkedAccountGrant,
        subject_token: subject,
        subject_token_type: accessTokenType,
        resource: resources.plain,
      };
      const authorization = `Basic ${btoa('outside-pro:outside-secret')}`;
      const json = await fetch(`${issuer}/token`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify(fields),
      });
      expect([json.status, await json.json()]).toMatchObject([400, { error: 'invalid_request' }]);
      const query = await world.post('outside-pro', `/token?${new URLSearchParams(fields)}`, { grant_type: linkedAccountGrant });
      expect(told(query)).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
      expect((await fetch(`${issuer}/token?${new URLSearchParams(fields)}`, { headers: { authorization } })).status).toBe(405);
    });

    it.each(['subject_token', 'subject_token_type'])('T23: %s is REQUIRED: without it, or empty, invalid_request', async (name) => {
      const expected = { status: 400, body: { error: 'invalid_request', error_description: `missing required parameter(s) '${name}'` } };
      expect(told(await world.grant(subject, { [name]: undefined }))).toEqual(expected);
      expect(told(await world.grant(subject, { [name]: '' }))).toEqual(expected);
    });

    it('T23: grant_type is REQUIRED', async () => {
      for (const grantType of [undefined, '']) {
        expect(told(await world.grant(subject, { grant_type: grantType }))).toMatchObject({
          status: 400,
          body: { error: 'invalid_request' },
        });
      }
      const other = await world.grant(subject, { grant_type: `${linkedAccountGrant}/` });
      expect(told(other)).toMatchObject({ status: 400, body: { error: 'unsupported_grant_type' } });
    });

    const once: Fields = {
      grant_type: linkedAccountGrant,
      subject_token_type: accessTokenType,
      requested_token_type: accessTokenType,
      scope: 'balance',
      actor_token: 'a',
      actor_token_type: accessTokenType,
    };
    it.each(['subject_token', ...Object.keys(once)])(
      'T23: %s MUST NOT be sent twice (RFC 6749 section 3.2), the same or another',
      async (name) => {
        const value = name === 'subject_token' ? subject : String(once[name]);
        for (const values of [
          [value, value],
          [value, 'other'],
          ['', value],
          ['', ''],
        ]) {
          expect(told(await world.grant(subject, { [name]: values }))).toMatchObject({
            status: 400,
            body: { error: 'invalid_request', error_description: expect.stringContaining(name) },
          });
        }
      },
    );

    it.each(['subject_token[]', 'subject_token[0]', 'subject_token.value', 'Subject_Token', ' subject_token'])(
      "T23: '%s' is not subject_token",
      async (name) => {
        const answer = await world.grant(undefined, { [name]: subject });
        expect(answer.body).toEqual({ error: 'invalid_request', error_description: "missing required parameter(s) 'subject_token'" });
      },
    );

    it.each([
      'urn:ietf:params:oauth:token-type:refresh_token',
      'urn:ietf:params:oauth:token-type:id_token',
      'urn:ietf:params:oauth:token-type:jwt',
      'urn:ietf:params:oauth:token-type:saml2',
      'urn:ietf:params:oauth:token-type:access_token ',
      'URN:IETF:PARAMS:OAUTH:TOKEN-TYPE:ACCESS_TOKEN',
      'access_token',
      '__proto__',
    ])("T23: subject_token_type and requested_token_type '%s': invalid_request", async (type) => {
      for (const name of ['subject_token_type', 'requested_token_type']) {
        expect(told(await world.grant(subject, { [name]: type }))).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
      }
    });

    it('requested_token_type is OPTIONAL; empty counts as left out (RFC 6749 section 3.2), and so does every other optional one', async () => {
      expect((await world.grant(subject, { requested_token_type: accessTokenType })).status).toBe(200);
      const empty = { requested_token_type: '', scope: '', audience: '', actor_token: '', actor_token_type: '' };
      expect((await world.grant(subject, empty)).status).toBe(200);
    });

    it('actor_token, with or without its type, is refused: a link was not consented for chains of actors', async () => {
      for (const fields of [
        { actor_token: subject, actor_token_type: accessTokenType },
        { actor_token: subject },
        // Section 2.1: actor_token_type MUST NOT be included without actor_token.
        { actor_token_type: accessTokenType },
      ]) {
        expect(told(await world.grant(subject, fields))).toEqual({
          status: 400,
          body: { error: 'invalid_request', error_description: 'actor_token is not supported' },
        });
      }
    });

    it('resource and audience name the same resource server; either will do, and several times the same is one', async () => {
      const named = [
        { resource: resources.plain },
        { resource: undefined, audience: resources.plain },
        { audience: resources.plain },
        { resource: [resources.plain, resources.plain] },
        { resource: undefined, audience: [resources.plain, resources.plain] },
      ];
      for (const fields of named) {
        const { status, body } = await world.grant(subject, fields);
        expect(status).toBe(200);
        expect(await world.introspection(body.access_token)).toMatchObject({ active: true, aud: resources.plain });
      }
    });

    it.each<[string, Fields]>([
      ['no resource', { resource: undefined }],
      ['an empty one', { resource: '' }],
      ['two', { resource: [resources.plain, resources.brief] }],
      ['two, one as audience', { audience: resources.brief }],
      ['one that does not exist', { resource: 'https://nowhere.example/' }],
      ['one without a rule', { resource: resources.unruled }],
      ["one of the client's own space", { resource: resources.professional }],
      ['a slash more', { resource: `${resources.plain}/` }],
      ['a fragment', { resource: `${resources.plain}#a` }],
      ['other letters', { resource: resources.plain.toUpperCase() }],
      ['no URI', { resource: 'constructor' }],
    ])('RFC 8693 section 2.2.2 and RFC 8707 section 2: %s: invalid_target', async (_case, fields) => {
      expect(told(await world.grant(subject, fields))).toMatchObject({ status: 400, body: { error: 'invalid_target' } });
    });
  });

  describe('RFC 8693 section 2.2.1', () => {
    it('the answer has access_token, issued_token_type, token_type, expires_in and scope, is never kept, and has no refresh_token', async () => {
      const { status, headers, body } = await world.grant(subject);
      expect(status).toBe(200);
      expect(body).toEqual({
        access_token: expect.stringMatching(/^[\w-]{43,}$/),
        issued_token_type: accessTokenType,
        token_type: 'Bearer',
        expires_in: lives.plain,
        scope: ruledScopes.join(' '),
      });
      expect(headers.get('content-type')).toMatch(/^application\/json/);
      expect(headers.get('cache-control')).toBe('no-store');
    });

    it('refresh_token: only where the policy says so', async () => {
      expect((await world.grant(subject, { resource: resources.refreshed })).body).toMatchObject({ refresh_token: expect.any(String) });
      expect((await world.grant(subject, { resource: resources.brief })).body).not.toHaveProperty('refresh_token');
      expect((await world.grant(subject, { scope: 'balance offline_access' })).body).toMatchObject({ scope: 'balance' });
    });

    it('the token is for the counterpart, at the resource server, and says who acts', async () => {
      const { body } = await world.grant(subject);
      const [source, counterpart, direct] = [
        await customer.account('pro'),
        await customer.account('particuliers'),
        await world.introspection(subject),
      ];
      const claims = await world.introspection(body.access_token);
      expect(claims).toEqual({
        active: true,
        iss: world.demo.urls.issuer,
        sub: counterpart.accountId,
        client_id: 'outside-pro',
        aud: resources.plain,
        scope: ruledScopes.join(' '),
        token_type: 'Bearer',
        iat: expect.any(Number),
        exp: Number(claims.iat) + lives.plain,
        acr: 'urn:passerelle:acr:linked',
        auth_time: direct.auth_time,
        linked_from: 'pro',
        act: { sub: source.accountId, client_id: 'outside-pro' },
      });
    });

    it('life is never beyond the rule and the subject token', async () => {
      expect((await world.grant(subject, { resource: resources.brief })).body.expires_in).toBe(lives.brief);
      const short = await openGrantWorld(kind, { lives: { access_token: '20s' } });
      try {
        const somebody = await short.customer();
        await short.link(somebody);
        const token = (await short.tokens(somebody.browser, 'outside-pro')).access_token ?? '';
        const { body } = await short.grant(token);
        expect(Number(body.expires_in)).toBeLessThanOrEqual(20);
        const [issued, presented] = [await short.introspection(body.access_token), await short.introspection(token)];
        expect(Number(issued.exp)).toBeLessThanOrEqual(Number(presented.exp));
      } finally {
        await short.close();
      }
    });

    it('life is never beyond the session and the linked login, which count from the authentication of the source', async () => {
      const short = await openGrantWorld(kind, { lives: { linked_login: '25s', access_token: '10m', reactivation_delay: '1m' } });
      try {
        const somebody = await short.customer();
        await short.link(somebody);
        const token = (await short.tokens(somebody.browser, 'outside-pro')).access_token ?? '';
        const { body } = await short.grant(token);
        expect(Number(body.expires_in)).toBeLessThanOrEqual(25);
        const { auth_time: authTime } = await short.introspection(token);
        expect(Number((await short.introspection(body.access_token)).exp)).toBeLessThanOrEqual(Number(authTime) + 25);
        // A login that is over is not opened: nothing is issued that would be dead on arrival.
        short.advance(26);
        expect(await short.introspection(body.access_token)).toEqual({ active: false });
        expect(told(await short.grant(token))).toEqual(refusal);
      } finally {
        await short.close();
      }
    });
  });

  it('openid-client: genericGrantRequest obtains a token', async () => {
    const config = await client.discovery(
      new URL(world.demo.urls.issuer),
      'outside-pro',
      undefined,
      client.ClientSecretBasic('outside-secret'),
      { execute: [client.allowInsecureRequests] },
    );
    const answer = await client.genericGrantRequest(config, tokenExchangeGrant, {
      subject_token: subject,
      subject_token_type: accessTokenType,
      resource: resources.plain,
      scope: 'balance',
    });
    expect(answer).toMatchObject({ token_type: 'bearer', issued_token_type: accessTokenType, scope: 'balance', expires_in: lives.plain });
    const introspected = await client.tokenIntrospection(config, answer.access_token);
    expect(introspected).toMatchObject({ active: true, aud: resources.plain, act: { client_id: 'outside-pro' } });
  });

  it('oauth4webapi: genericTokenEndpointRequest obtains a token, and reads the refusal', async () => {
    const issuer = new URL(world.demo.urls.issuer);
    const insecure = { [oauth.allowInsecureRequests]: true };
    const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
    const own = { client_id: 'outside-pro' };
    const exchange = async (subjectToken: string) =>
      oauth.processGenericTokenEndpointResponse(
        server,
        own,
        await oauth.genericTokenEndpointRequest(
          server,
          own,
          oauth.ClientSecretBasic('outside-secret'),
          linkedAccountGrant,
          { subject_token: subjectToken, subject_token_type: accessTokenType, audience: resources.plain },
          insecure,
        ),
      );
    expect(await exchange(subject)).toMatchObject({ issued_token_type: accessTokenType, token_type: 'bearer' });
    await expect(exchange('another')).rejects.toMatchObject({ status: 400, error: 'invalid_request' });
  });

  describe('scope', () => {
    it('left out: all that the rule gives, and none of the subject token', async () => {
      expect((await world.grant(subject)).body.scope).toBe(ruledScopes.join(' '));
    });

    it.each(['transfers', 'openid', 'profile linked_accounts:manage', 'BALANCE', 'balance,cards', 'urn:x'])(
      "T26: '%s' gives nothing of the rule: invalid_scope",
      async (scope) => {
        expect(told(await world.grant(subject, { scope }))).toMatchObject({ status: 400, body: { error: 'invalid_scope' } });
      },
    );

    it('characters that no scope has: invalid_scope', async () => {
      for (const scope of ['balance "', 'balance\\', 'balance\u00e9', 'balance\ncards']) {
        expect(told(await world.grant(subject, { scope }))).toMatchObject({ status: 400, body: { error: 'invalid_scope' } });
      }
    });

    it('T26: for any request, what comes out is the intersection with the rule', async () => {
      const foreign = ['openid', 'profile', 'offline_access', 'linked_accounts', 'linked_accounts:manage', 'ledger', 'admin', '*'];
      const scopes = fc.array(fc.constantFrom(...personalScopes, ...foreign), { minLength: 1, maxLength: 8 });
      await fc.assert(
        fc.asyncProperty(scopes, async (asked) => {
          const { status, body } = await world.grant(subject, { scope: asked.join(' ') });
          const shared = ruledScopes.filter((scope) => asked.includes(scope));
          if (shared.length === 0) return expect([status, body.error]).toEqual([400, 'invalid_scope']);
          expect([status, body.scope]).toEqual([200, shared.join(' ')]);
          expect((await world.introspection(body.access_token)).scope).toBe(shared.join(' '));
        }),
        { numRuns: 60 },
      );
    });
  });
});
