/** Which tokens a resource server takes, and what it answers to the others: RFC 6750, RFC 7662, RFC 9470. */
import { describe, expect, it } from '@jest/globals';
import { decodeJwt, exportJWK, generateKeyPair } from 'jose';
import { audience, createIssuer, goodToken, issuer, request, seconds } from './issuer.ts';

const linked = 'urn:passerelle:acr:linked';
const code = 'urn:passerelle:acr:code';
const strong = 'urn:passerelle:acr:strong';

describe('introspection (RFC 7662)', () => {
  it('is asked at every request, for an access token, as the client itself', async () => {
    const ground = createIssuer();
    expect(await ground.check(request('Bearer token'), { scope: 'balance' })).toEqual({ ok: true, token: goodToken });
    ground.says = { active: false };
    expect(await ground.check(request('Bearer token'), { scope: 'balance' })).toMatchObject({ ok: false, status: 401 });
    expect(ground.asked).toHaveLength(2);
    expect(ground.asked[0]?.headers.get('authorization')).toBe(`Basic ${btoa('rs:secret')}`);
    expect(Object.fromEntries(ground.asked[0]?.form ?? [])).toEqual({ token: 'token', token_type_hint: 'access_token' });
  });

  it('is authenticated with private_key_jwt where a key is given', async () => {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const privateKeyJwk = { ...(await exportJWK(privateKey)), kid: 'one' };
    const ground = createIssuer({ clientAuthentication: { method: 'private_key_jwt', privateKeyJwk } });
    expect(await ground.check(request('Bearer token'))).toMatchObject({ ok: true });
    const assertion = ground.asked[0]?.form.get('client_assertion') ?? '';
    expect(decodeJwt(assertion)).toMatchObject({ iss: 'rs', sub: 'rs', aud: issuer });
  });

  it.each([
    ['no answer', 'nothing' as const],
    ['500', 500],
    ['401 to the resource server itself', 401],
    ['no boolean active', { active: 'true' }],
  ])('that fails makes a token neither good nor bad: %s', async (_case, says) => {
    const ground = createIssuer();
    ground.says = says;
    await expect(ground.check(request('Bearer token'))).rejects.toMatchObject({ name: 'IntrospectionFailed' });
  });

  it.each([
    ['another issuer', { iss: 'https://other.example' }],
    ['no issuer', { iss: undefined }],
    ['another audience', { aud: 'https://rs.example' }],
    ['an audience that begins alike', { aud: `${audience}/` }],
    ['no audience: a token for userinfo', { aud: undefined }],
    ['several audiences', { aud: [audience, 'https://other.example'] }],
    ['a refresh token', { token_type: undefined }],
    ['an end in the past', { exp: seconds - 1 }],
  ])('T22: a token of %s is refused, without a word why', async (_case, change) => {
    const ground = createIssuer();
    ground.says = { ...goodToken, ...change };
    const refused = await ground.check(request('Bearer token'), { scope: 'balance' });
    expect(refused).toEqual({
      ok: false,
      status: 401,
      challenge: ['Bearer error="invalid_token", error_description="the access token is not good here", scope="balance"'],
      body: { error: 'invalid_token', error_description: 'the access token is not good here' },
    });
  });

  it('takes a list with this audience alone', async () => {
    const ground = createIssuer();
    ground.says = { ...goodToken, aud: [audience] };
    expect(await ground.check(request('Bearer token'))).toMatchObject({ ok: true });
  });
});

describe('the Authorization header (RFC 6750 section 2.1, 3.1)', () => {
  it.each([
    ['none', undefined, 401],
    ['another scheme', 'Basic dXNlcjpjb2Rl', 401],
    ['no token', 'Bearer', 400],
    ['two tokens', 'Bearer one two', 400],
    ['a token of other characters', 'Bearer {"$ne":null}', 400],
  ])('%s', async (_case, authorization, status) => {
    const ground = createIssuer();
    const refused = await ground.check(request(authorization), { scope: 'balance' });
    expect(refused).toMatchObject({ ok: false, status });
    expect(refused.ok ? [] : refused.challenge.map((value) => value.includes('error='))).toEqual([status === 400, status === 400]);
    expect(ground.asked).toEqual([]);
  });
});

describe('scope', () => {
  it.each([
    ['balance', true],
    ['balance other', true],
    ['balance more', false],
    ['balanc', false],
    ['', false],
  ])('%j', async (scope, ok) => {
    const answer = await createIssuer().check(request('Bearer token'), { scope });
    expect(answer.ok).toBe(ok);
    if (!answer.ok) expect(answer).toMatchObject({ status: 403, body: { error: 'insufficient_scope' } });
  });

  it('a token without any scope has none', async () => {
    const ground = createIssuer();
    ground.says = { ...goodToken, scope: undefined };
    expect(await ground.check(request('Bearer token'), { scope: 'balance' })).toMatchObject({ status: 403 });
  });
});

describe('T27: acr and max_age (RFC 9470)', () => {
  it.each([
    [linked, linked, true],
    [linked, code, false],
    [linked, strong, false],
    [code, linked, true],
    [code, code, true],
    [code, strong, false],
    [strong, linked, true],
    [strong, code, true],
    [strong, strong, true],
    [undefined, linked, false],
    ['of another world', linked, false],
    [strong, 'of another world', false],
    [['urn:passerelle:acr:strong'], code, false],
  ])('a login of %j, where %j is needed: %j', async (acr, required, ok) => {
    const ground = createIssuer();
    ground.says = { ...goodToken, acr };
    const answer = await ground.check(request('Bearer token'), { acr: required });
    expect(answer.ok).toBe(ok);
    if (!answer.ok)
      expect(answer).toMatchObject({
        status: 401,
        challenge: [
          `Bearer error="insufficient_user_authentication", error_description="the customer has to authenticate again", acr_values="${required}"`,
        ],
      });
  });

  it.each([
    ['100 s ago, 100 allowed', {}, 100, true],
    ['100 s ago, 99 allowed', {}, 99, false],
    ['at no known time', { auth_time: undefined }, 1000, false],
    ['at a time that is text', { auth_time: '0' }, 1000, false],
    ['in another space, however lately', { acr: linked, auth_time: seconds }, 1000, false],
  ])('a login %s', async (_case, change, maxAge, ok) => {
    const ground = createIssuer();
    ground.says = { ...goodToken, ...change };
    const answer = await ground.check(request('Bearer token'), { maxAge });
    expect(answer.ok).toBe(ok);
    if (!answer.ok) expect(answer).toMatchObject({ challenge: [expect.stringContaining(`max_age="${maxAge}"`)] });
  });
});

describe('T29: an operation', () => {
  const operation = { payee: 'EDF', amount: '12.50', account: 'one' };
  const details = (change: Record<string, unknown> = {}) => ({ type: 'operation', ...operation, ...change });

  it.each([
    ['the very same', [details()], true],
    ['another amount', [details({ amount: '125.0' })], false],
    ['an amount that is a number', [details({ amount: 12.5 })], false],
    ['another payee', [details({ payee: 'EDF ' })], false],
    ['another account', [details({ account: 'two' })], false],
    ['a field more', [details({ currency: 'EUR' })], false],
    ['a field less', [{ type: 'operation', payee: 'EDF', amount: '12.50' }], false],
    ['two operations', [details(), details({ payee: 'SNCF' })], false],
    ['details of another type', [{ ...details(), type: 'account_link' }], false],
    ['no details', undefined, false],
  ])('was approved as %s', async (_case, authorization_details, ok) => {
    const ground = createIssuer();
    ground.says = { ...goodToken, authorization_details };
    const answer = await ground.check(request('Bearer token'), { operation });
    expect(answer.ok).toBe(ok);
    if (!answer.ok) expect(answer.body.error).toBe('insufficient_user_authentication');
  });

  it('makes a token that is good for nothing else', async () => {
    const ground = createIssuer();
    ground.says = { ...goodToken, authorization_details: [details()] };
    expect(await ground.check(request('Bearer token'), { scope: 'balance' })).toMatchObject({
      status: 401,
      body: { error: 'invalid_token' },
    });
  });
});
