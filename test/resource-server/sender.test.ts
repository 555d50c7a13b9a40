/** Sender-constrained tokens at a resource server: RFC 9449 section 7. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { createProofMemory } from '../../src/resource-server/proof-memory.ts';
import { createIssuer, createProver, goodToken, now, request, seconds, url } from './issuer.ts';

describe('T35: a token that is bound to a key', () => {
  let prover: Awaited<ReturnType<typeof createProver>>;
  beforeAll(async () => {
    prover = await createProver();
  });

  function bound() {
    const ground = createIssuer();
    ground.says = { ...goodToken, token_type: 'DPoP', cnf: { jkt: prover.jkt } };
    return ground;
  }

  it('is good with a proof of this request; htu without its query', async () => {
    const { check } = bound();
    const answer = await check({ ...request('DPoP token', { dpop: await prover.proof() }), url: `${url}?month=5` }, { scope: 'balance' });
    expect(answer).toMatchObject({ ok: true });
  });

  it('is refused as Bearer, with and without its proof: the challenge is of the scheme DPoP', async () => {
    const { check } = bound();
    for (const headers of [{}, { dpop: await prover.proof() }]) {
      expect(await check(request('Bearer token', headers))).toMatchObject({
        status: 401,
        challenge: [expect.stringMatching(/^DPoP error="invalid_token".*algs="ES256 PS256 EdDSA Ed25519"$/)],
      });
    }
  });

  it('is refused with the proof of another key', async () => {
    const other = await createProver();
    expect(await bound().check(request('DPoP token', { dpop: await other.proof() }))).toMatchObject({ body: { error: 'invalid_token' } });
  });

  it.each([
    ['no proof', undefined, {}],
    ['htm of another method', { htm: 'POST' }, {}],
    ['htu of another address', { htu: `${url}/other` }, {}],
    ['htu of another host', { htu: 'https://evil.example/api/balance' }, {}],
    ['htu that is no address', { htu: 'balance' }, {}],
    ['ath of another token', { ath: 'x' }, {}],
    ['no ath', { ath: undefined }, {}],
    ['no jti', { jti: undefined }, {}],
    ['an empty jti', { jti: '' }, {}],
    ['an old iat', { iat: seconds - 120 }, {}],
    ['an iat to come', { iat: seconds + 120 }, {}],
    ['no iat', { iat: undefined }, {}],
    ['another typ', {}, { typ: 'JWT' }],
    ['no key', {}, { jwk: undefined }],
  ])('is refused with a proof of %s', async (_case, claims, header) => {
    const headers = claims === undefined ? {} : { dpop: await prover.proof(claims, header) };
    expect(await bound().check(request('DPoP token', headers))).toMatchObject({
      ok: false,
      status: 401,
      challenge: [expect.stringMatching(/^DPoP error="invalid_dpop_proof"/)],
    });
  });

  it('is refused with a proof that was used, of twenty at once all but one', async () => {
    const { check } = bound();
    const headers = { dpop: await prover.proof() };
    const answers = await Promise.all(Array.from({ length: 20 }, () => check(request('DPoP token', headers))));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await check(request('DPoP token', { dpop: await prover.proof() }))).toMatchObject({ ok: true });
  });

  it('is refused where the binding is of a kind that cannot be checked', async () => {
    const ground = createIssuer();
    for (const cnf of [{ 'x5t#S256': 'x' }, { jkt: prover.jkt, 'x5t#S256': 'x' }]) {
      ground.says = { ...goodToken, cnf };
      expect(await ground.check(request('DPoP token', { dpop: await prover.proof() }))).toMatchObject({ ok: false, status: 401 });
      expect(await ground.check(request('Bearer token'))).toMatchObject({ ok: false, status: 401 });
    }
  });

  it('a token that is not bound is refused with the scheme DPoP', async () => {
    expect(await createIssuer().check(request('DPoP token', { dpop: await prover.proof() }))).toMatchObject({ ok: false, status: 401 });
  });
});

describe('the memory of proofs', () => {
  it('is bounded: full, it refuses rather than forget what still counts', async () => {
    let ahead = 0;
    const clock = () => new Date(now.getTime() + ahead);
    const memory = createProofMemory({ clock, limit: 2 });
    const until = new Date(now.getTime() + 1000);
    expect([await memory.firstUse('a', until), await memory.firstUse('b', until), await memory.firstUse('c', until)]).toEqual([
      true,
      true,
      false,
    ]);
    ahead = 1001;
    expect(await memory.firstUse('c', new Date(now.getTime() + 3000))).toBe(true);
  });
});
