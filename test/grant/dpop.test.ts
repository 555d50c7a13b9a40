/** RFC 9449 at the linked-account grant: proofs that are no proofs, and what comes out is bound to the key of the subject token. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import { type Customer, type Fields, type GrantWorld, openGrantWorld, type Reply, refusal, resources, told } from './grant-world.ts';
import { createProofKey, type ProofChange, type ProofKey, symmetricProof, unsignedProof } from './proofs.ts';

const badProof = { status: 400, body: expect.objectContaining({ error: 'invalid_dpop_proof' }) };

describeOnStores('DPoP at the linked-account grant', (kind) => {
  let world: GrantWorld;
  let customer: Customer;
  let key: ProofKey;
  let other: ProofKey;
  /** Bound to `key`. */
  let bound: string;
  /** A bearer token. */
  let bearer: string;
  let url: string;
  beforeAll(async () => {
    world = await openGrantWorld(kind);
    customer = await world.customer();
    await world.link(customer);
    url = `${world.demo.urls.issuer}/token`;
    [key, other] = [await createProofKey(), await createProofKey()];
    bearer = (await world.tokens(customer.browser, 'outside-pro')).access_token ?? '';
    const tokens = await world.tokens(customer.browser, 'outside-pro', {}, { dpop: await key.proof('POST', url) });
    expect(tokens.token_type).toBe('DPoP');
    bound = tokens.access_token ?? '';
  });
  afterAll(() => world.close());

  const grantWith = (proof: string | undefined, token = bound, fields: Fields = {}): Promise<Reply> =>
    world.grant(token, fields, 'outside-pro', proof === undefined ? {} : { dpop: proof });
  const now = () => Math.floor(Date.now() / 1000);

  it('T35: a bound subject token with its proof: the token that comes out is bound to the same key', async () => {
    const { status, body } = await grantWith(await key.proof('POST', url));
    expect([status, body.token_type]).toEqual([200, 'DPoP']);
    expect(await world.introspection(body.access_token)).toMatchObject({ active: true, token_type: 'DPoP', cnf: { jkt: key.jkt } });
  });

  it('T35: a bearer subject token with a proof gives a token that is bound to the key of the proof', async () => {
    const { body } = await grantWith(await other.proof('POST', url), bearer);
    expect(await world.introspection(body.access_token)).toMatchObject({ token_type: 'DPoP', cnf: { jkt: other.jkt } });
    expect(await world.introspection((await grantWith(undefined, bearer)).body.access_token)).not.toHaveProperty('cnf');
  });

  it('T35: a bound subject token without a proof, or with the proof of another key, is not acceptable', async () => {
    expect(told(await grantWith(undefined))).toEqual(refusal);
    expect(told(await grantWith(await other.proof('POST', url)))).toEqual(refusal);
  });

  it('T35: a client that must bind its tokens sends a proof, whatever its subject token', async () => {
    const headers = async () => ({ dpop: await key.proof('POST', url) });
    const { access_token: subject } = await world.tokens(customer.browser, 'dpop-pro', {}, await headers());
    const without = await world.grant(subject, {}, 'dpop-pro');
    expect(told(without)).toEqual({ status: 400, body: { error: 'invalid_grant', error_description: expect.any(String) } });
    const { body } = await world.grant(subject, {}, 'dpop-pro', await headers());
    expect(await world.introspection(body.access_token)).toMatchObject({ client_id: 'dpop-pro', cnf: { jkt: key.jkt } });
  });

  describe('RFC 9449 section 4.3: a proof that is none is refused, with a bound token and with a bearer one', () => {
    const changes: Record<string, () => ProofChange> = {
      'htm of another method': () => ({ claims: { htm: 'GET' } }),
      'htm in small letters': () => ({ claims: { htm: 'post' } }),
      'no htm': () => ({ claims: { htm: undefined } }),
      'htu of another endpoint': () => ({ claims: { htu: `${world.demo.urls.issuer}/token/introspection` } }),
      'htu of another server': () => ({ claims: { htu: 'https://pro.example/token' } }),
      'htu of another scheme': () => ({ claims: { htu: url.replace('http:', 'https:') } }),
      'htu that is no URL': () => ({ claims: { htu: '/token' } }),
      'htu as a list': () => ({ claims: { htu: [url] } }),
      'no htu': () => ({ claims: { htu: undefined } }),
      'iat too old': () => ({ claims: { iat: now() - 400 } }),
      'iat in the future': () => ({ claims: { iat: now() + 400 } }),
      'iat as text': () => ({ claims: { iat: String(now()) } }),
      'no iat': () => ({ claims: { iat: undefined } }),
      'no jti': () => ({ claims: { jti: undefined } }),
      'an empty jti': () => ({ claims: { jti: '' } }),
      'a jti that is a number': () => ({ claims: { jti: 7 } }),
      'an exp that is over': () => ({ claims: { exp: now() - 10 } }),
      'typ JWT': () => ({ header: { typ: 'JWT' } }),
      'no typ': () => ({ header: { typ: undefined } }),
      'no jwk': () => ({ header: { jwk: undefined } }),
      'the private key in the header': () => ({ header: { jwk: key.privateJwk } }),
      'the key of somebody else in the header': () => ({ header: { jwk: other.publicJwk } }),
      'a key by name': () => ({ header: { jwk: undefined, kid: 'key' } }),
    };

    it.each(Object.keys(changes))('T35: %s', async (name) => {
      for (const token of [bound, bearer]) {
        const answer = await grantWith(await key.proof('POST', url, changes[name]?.()), token);
        expect(told(answer)).toEqual(badProof);
      }
    });

    it.each<[string, () => Promise<string>]>([
      ['alg none', async () => unsignedProof('POST', url, key.publicJwk)],
      ['alg HS256', () => symmetricProof('POST', url)],
      ['alg ES384, which is not offered', async () => (await createProofKey('ES384')).proof('POST', url)],
      ['no JWT', async () => 'a.b.c'],
      ['two proofs', async () => `${await key.proof('POST', url)}, ${await key.proof('POST', url)}`],
      ['a broken signature', async () => `${(await key.proof('POST', url)).slice(0, -4)}AAAA`],
      ['the access token', async () => bound],
    ])('T35: %s', async (_case, make) => {
      for (const token of [bound, bearer]) expect(told(await grantWith(await make(), token))).toEqual(badProof);
    });

    it('T35: query and fragment of htu do not count', async () => {
      expect((await grantWith(await key.proof('POST', `${url}?a=b#c`))).status).toBe(200);
    });

    it('T35: a proof for another server is none here, though the Host header claims to be that server', async () => {
      const proof = await key.proof('POST', 'http://evil.example/token');
      expect(await statusWithHost(url, 'evil.example', proof, bound)).toMatchObject({ error: 'invalid_dpop_proof' });
    });
  });

  it.each(['PS256', 'EdDSA'] as const)('T35: %s is accepted', async (alg) => {
    const { body } = await grantWith(await (await createProofKey(alg)).proof('POST', url), bearer);
    expect(body.token_type).toBe('DPoP');
  });

  it('T35: of 20 parallel uses of one proof one is answered', async () => {
    for (const token of [bound, bearer]) {
      const proof = await key.proof('POST', url);
      const answers = await Promise.all(Array.from({ length: 20 }, () => grantWith(proof, token)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(answers.filter(({ body }) => body.error === 'invalid_dpop_proof')).toHaveLength(19);
    }
  });

  it("T35: a proof that was used for the provider's own grants is used up for this one, and the other way round", async () => {
    const first = await key.proof('POST', url);
    await world.tokens(customer.browser, 'outside-pro', {}, { dpop: first });
    expect(told(await grantWith(first))).toEqual(badProof);
    const second = await key.proof('POST', url);
    expect((await grantWith(second)).status).toBe(200);
    await expect(world.tokens(customer.browser, 'outside-pro', {}, { dpop: second })).rejects.toThrow('invalid_grant');
  });

  it('T35: a refresh token for a bound subject token is bound as well: no refresh without a proof, none by another key', async () => {
    const { body } = await grantWith(await key.proof('POST', url), bound, { resource: resources.refreshed });
    const refresh = async (token: unknown, proof?: string) =>
      world.post('outside-pro', '/token', { grant_type: 'refresh_token', refresh_token: String(token) }, proof ? { dpop: proof } : {});
    for (const proof of [undefined, await other.proof('POST', url)])
      expect((await refresh(body.refresh_token, proof)).body).toMatchObject({ error: 'invalid_grant' });
    const refreshed = await refresh(body.refresh_token, await key.proof('POST', url));
    expect(refreshed.status).toBe(200);
    expect(await world.introspection(refreshed.body.access_token)).toMatchObject({ active: true, cnf: { jkt: key.jkt } });
    expect((await refresh(refreshed.body.refresh_token)).body).toMatchObject({ error: 'invalid_grant' });
  });
});

/** `fetch` sends the Host of the address; an attacker need not. */
async function statusWithHost(address: string, host: string, proof: string, subjectToken: string): Promise<unknown> {
  const { request } = await import('node:http');
  const body = new URLSearchParams({
    grant_type: 'urn:passerelle:grant-type:linked-account',
    subject_token: subjectToken,
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    resource: resources.plain,
  }).toString();
  const headers = {
    host,
    dpop: proof,
    authorization: `Basic ${btoa('outside-pro:outside-secret')}`,
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': String(body.length),
  };
  return new Promise((resolve, reject) => {
    const sent = request(address, { method: 'POST', headers }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += String(chunk);
      });
      response.on('end', () => resolve(JSON.parse(text)));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
