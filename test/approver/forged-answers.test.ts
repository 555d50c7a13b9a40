/** What the approver makes of answers that are not the service's, or no answer at all: never a yes, and never a no. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair, type JWK, jwtVerify, SignJWT } from 'jose';
import type { Approver } from '../../src/linking/approver.ts';
import { createCibaApprover } from '../../src/server/approver/ciba-approver.ts';
import { CHALLENGE, DETAIL, type ForgingService, startForgingService } from './forging-service.ts';

const clock = () => new Date();
const now = () => Math.floor(Date.now() / 1000);

let service: ForgingService;
let client: { readonly privateKey: JWK; readonly publicKey: CryptoKey };
let approver: Approver;

beforeAll(async () => {
  service = await startForgingService();
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  client = { privateKey: { ...(await exportJWK(privateKey)), kid: 'passerelle', alg: 'ES256' }, publicKey };
});

beforeEach(() => {
  approver = newApprover();
});

afterAll(() => service.close());

function newApprover(fetch: typeof globalThis.fetch = globalThis.fetch): Approver {
  const { issuer } = service;
  return createCibaApprover({ issuer, clientId: 'passerelle', privateKey: client.privateKey, clock, fetch, allowInsecure: true });
}

describe('an ID token of the service', () => {
  test('is approved, with what it says', async () => {
    const claims = service.claims();
    service.approve(await service.sign(claims));
    const [issuedAt, authenticatedAt] = [new Date(Number(claims.iat) * 1000), new Date(Number(claims.auth_time) * 1000)];
    expect(await approver.poll('one')).toEqual({
      outcome: 'approved',
      proof: { subject: '70000001', challenge: CHALLENGE, issuedAt, authenticatedAt, details: DETAIL },
    });
  });

  test('is asked for once, with a client assertion for this service', async () => {
    service.approve(await service.sign());
    service.forms.length = 0;
    await approver.poll('two');
    expect(service.forms).toHaveLength(1);
    const [form] = service.forms;
    expect(form?.get('grant_type')).toBe('urn:openid:params:grant-type:ciba');
    expect(form?.get('auth_req_id')).toBe('two');
    const assertion = await jwtVerify(form?.get('client_assertion') ?? '', client.publicKey, { audience: service.issuer });
    expect(assertion.payload).toMatchObject({ iss: 'passerelle', sub: 'passerelle' });
    expect(assertion.protectedHeader).toMatchObject({ alg: 'ES256', kid: 'passerelle' });
  });
});

describe('T14: an ID token that is not the service’s', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = (header: { alg: string; kid?: string; jwk?: JWK }, key: CryptoKey | Uint8Array) =>
    new SignJWT(service.claims()).setProtectedHeader(header).sign(key);

  test.each<[string, () => Promise<string> | string]>([
    ['alg none', () => `${part({ alg: 'none' })}.${part(service.claims())}.`],
    ['HS256 keyed with the public key', () => signed({ alg: 'HS256', kid: 'service' }, service.keys.publicPem)],
    ['RS256 by a key that the service publishes', () => signed({ alg: 'RS256', kid: 'rsa' }, service.keys.rsa.privateKey)],
    ['a kid that the service does not publish', () => signed({ alg: 'ES256', kid: 'foreign' }, service.keys.foreign.privateKey)],
    ['a foreign key under a kid of the service', () => signed({ alg: 'ES256', kid: 'service' }, service.keys.foreign.privateKey)],
    [
      'a foreign key that it brings along itself',
      async () => {
        const jwk = await exportJWK(service.keys.foreign.publicKey);
        return signed({ alg: 'ES256', kid: 'service', jwk }, service.keys.foreign.privateKey);
      },
    ],
    [
      'claims changed after they were signed',
      async () => {
        const [header, , signature] = (await service.sign()).split('.');
        return [header, part({ ...service.claims(), sub: '70000002' }), signature].join('.');
      },
    ],
    ['a signature left out', async () => `${(await service.sign()).split('.').slice(0, 2).join('.')}.`],
    ['no JWT', () => 'approved'],
  ])('%s', async (_title, forge) => {
    service.approve(await forge());
    expect(await approver.poll('forged')).toEqual({ outcome: 'invalid', detail: expect.stringMatching(/^(ID token|token response): /) });
  });
});

describe('T14: an ID token of the service that is not for this', () => {
  test.each<[string, () => Record<string, unknown>]>([
    ['another aud', () => ({ aud: 'another' })],
    ['another aud beside ours', () => ({ aud: ['passerelle', 'another'] })],
    ['another iss', () => ({ iss: 'https://authenticator.example' })],
    ['no sub', () => ({ sub: undefined })],
    ['exp in the past', () => ({ iat: now() - 200, auth_time: now() - 200, exp: now() - 100 })],
    ['iat of an hour ago', () => ({ iat: now() - 3600 })],
    ['iat in an hour', () => ({ iat: now() + 3600, exp: now() + 7200 })],
    ['no iat', () => ({ iat: undefined })],
    ['no exp', () => ({ exp: undefined })],
    ['no challenge', () => ({ challenge: undefined })],
    ['a challenge that is no text', () => ({ challenge: true })],
    ['no auth_time', () => ({ auth_time: undefined })],
  ])('%s', async (_title, change) => {
    service.approve(await service.sign(change()));
    expect(await approver.poll('misplaced')).toEqual({ outcome: 'invalid', detail: expect.stringMatching(/^(ID token|token response)/) });
  });

  test('no ID token', async () => {
    service.approve(undefined);
    expect(await approver.poll('bare')).toEqual({ outcome: 'invalid', detail: 'no ID token' });
  });

  test.each<[string, unknown]>([
    ['none', null],
    ['two', [DETAIL, DETAIL]],
    ['of an unknown type', [{ ...DETAIL, type: 'payment' }]],
    ['without a challenge', [{ ...DETAIL, challenge: undefined }]],
    ['with an object in it', [{ ...DETAIL, source_account: { $ne: '' } }]],
  ])('authorization_details: %s', async (_title, details) => {
    service.approve(await service.sign(), details);
    expect(await approver.poll('detailed')).toEqual({ outcome: 'invalid', detail: expect.stringMatching(/^authorization_details/) });
  });

  test('what is told to the operator quotes nothing of the answer', async () => {
    service.approve(await service.sign({ aud: 'another', challenge: undefined }), [{ ...DETAIL, challenge: 7 }]);
    const answer = await approver.poll('quoted');
    expect(answer.outcome).toBe('invalid');
    expect(JSON.stringify(answer)).not.toMatch(/70000001|another|eyJ/);
  });
});

describe('T61: the service does not answer', () => {
  test.each([
    ['503 that speaks of expiry', { status: 503, body: { error: 'expired_token' } }],
    ['500 of a proxy', { status: 500, body: '<h1>Oops</h1>', contentType: 'text/html' }],
    ['200 of a captive portal', { body: '<h1>Welcome</h1>', contentType: 'text/html' }],
    ['401 invalid_client', { status: 401, body: { error: 'invalid_client' } }],
    ['403 that speaks of denial', { status: 403, body: { error: 'access_denied' } }],
    ['400 with an error that CIBA does not know', { status: 400, body: { error: 'invalid_request' } }],
  ])('%s is a fault and no answer', async (_title, answer) => {
    service.answers.set('/token', answer);
    await expect(approver.poll('away')).rejects.toThrow();
  });

  test('keys that cannot be read are a fault and no forgery', async () => {
    const keys = { body: { keys: service.keys.published } };
    service.answers.set('/jwks', { status: 500, body: {} });
    service.approve(await service.sign());
    await expect(approver.poll('keyless')).rejects.toThrow();
    service.answers.set('/jwks', keys);
    expect(await approver.poll('keyless')).toMatchObject({ outcome: 'approved' });
  });

  test('no connection is a fault, at the start and at a poll; discovery is tried again', async () => {
    let connected = false;
    const flaky = newApprover((...request) => (connected ? fetch(...request) : Promise.reject(new TypeError('fetch failed'))));
    const request = {
      subject: '70000001',
      bindingMessage: 'lilas-0001',
      details: { ...DETAIL, type: 'account_link' },
      expiresInSeconds: 60,
    } as const;
    await expect(flaky.start(request)).rejects.toThrow('fetch failed');
    await expect(flaky.poll('gone')).rejects.toThrow('fetch failed');

    connected = true;
    service.approve(await service.sign());
    expect(await flaky.poll('back')).toMatchObject({ outcome: 'approved' });
    connected = false;
    await expect(flaky.poll('gone')).rejects.toThrow('fetch failed');
  });

  test('metadata of another issuer is not taken', async () => {
    const honest = service.answers.get('/.well-known/openid-configuration');
    service.answers.set('/.well-known/openid-configuration', { body: { ...Object(honest?.body), issuer: 'http://localhost:1' } });
    await expect(approver.poll('elsewhere')).rejects.toThrow('issuer');
    if (honest) service.answers.set('/.well-known/openid-configuration', honest);
  });

  test('discovery is made once for many requests', async () => {
    service.answers.set('/token', { status: 400, body: { error: 'authorization_pending' } });
    const before = service.asked.get('/.well-known/openid-configuration') ?? 0;
    const answers = await Promise.all([approver.poll('a'), approver.poll('b'), approver.poll('c')]);
    expect(answers).toEqual([{ outcome: 'pending' }, { outcome: 'pending' }, { outcome: 'pending' }]);
    expect(service.asked.get('/.well-known/openid-configuration')).toBe(before + 1);
  });
});
