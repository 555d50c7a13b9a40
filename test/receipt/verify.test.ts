/** `passerelle receipt verify`, and what it refuses: every way in which a token is not a genuine receipt, each with its code. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, test } from '@jest/globals';
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT, UnsecuredJWT } from 'jose';
import type { Ground } from '../../src/server/cli/command.ts';
import { runCommandLine } from '../../src/server/cli/command-line.ts';
import { receiptAudience } from '../../src/server/receipt/receipt.ts';
import { verifyReceipt } from '../../src/server/receipt/verify-receipt.ts';
import { createTokenSigner } from '../../src/server/token-signer.ts';
import { signingKeys } from '../events/signing-keys.ts';
import { linkedCustomer } from '../world/customers.ts';
import { login } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import { signedReceipt } from './asking.ts';
import { good, issuer, now } from './sample-receipt.ts';

const sign = createTokenSigner(signingKeys.own)('account-link-receipt+jwt');
const published = signingKeys.published.keys;
const trusted = { keys: published, issuer, now };

/** With one part of three changed. */
function altered(token: string, part: number, change: (decoded: Record<string, unknown>) => Record<string, unknown>): string {
  const parts = token.split('.');
  const decoded = JSON.parse(Buffer.from(parts[part] ?? '', 'base64url').toString());
  return parts.with(part, Buffer.from(JSON.stringify(change(decoded))).toString('base64url')).join('.');
}

describe('a receipt', () => {
  const [own] = signingKeys.own.keys;

  test('genuine', async () => {
    expect(await verifyReceipt(await sign(good), trusted)).toEqual({ ok: true, receipt: good, kid: signingKeys.kid, alg: 'ES256' });
  });

  test('of whoever the keys belong to, where no issuer is wanted', async () => {
    expect(await verifyReceipt(await sign({ ...good, iss: 'https://other.example' }), { keys: published, now })).toMatchObject({
      ok: true,
    });
  });

  test('a key without a name in the key set signs under its thumbprint, as it is published (RFC 7638)', async () => {
    const { kid: _, ...nameless } = own ?? {};
    const token = await createTokenSigner({ keys: [nameless] } as never)('account-link-receipt+jwt')(good);
    const kid = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid;
    expect(kid).toMatch(/^[\w-]{43}$/);
    expect(await verifyReceipt(token, { ...trusted, keys: published.map((key) => ({ ...key, kid })) })).toMatchObject({ ok: true, kid });
  });

  const claims = (change: Record<string, unknown>) => () => sign({ ...good, ...change });
  const cases: readonly (readonly [name: string, code: string, token: () => Promise<string>])[] = [
    ['a state changed', 'altered', async () => altered(await sign(good), 1, (payload) => ({ ...payload, state: 'ended' }))],
    ['a header changed, its key still there', 'altered', async () => altered(await sign(good), 0, (header) => ({ ...header, cty: 'x' }))],
    ['an unknown critical header', 'altered', async () => altered(await sign(good), 0, (header) => ({ ...header, crit: ['x'], x: 1 }))],
    ['its signature cut off', 'altered', async () => (await sign(good)).replace(/\.[^.]*$/, '.')],
    [
      'another signature',
      'altered',
      async () => (await sign(good)).replace(/\.[^.]*$/, `.${(await sign({ ...good, jti: '2' })).split('.')[2]}`),
    ],
    ['signed by another key under the name of ours', 'altered', () => signedByAnother('ES256')],
    ['by another key that it brings along', 'altered', async () => signedByAnother('ES256', { jwk: await anotherPublicKey() })],
    ['by a key that is not published', 'unknown_key', () => signedByAnother('ES256', { kid: 'of-2019' })],
    ['without the name of a key', 'unknown_key', () => signedByAnother('ES256', { kid: undefined })],
    [
      'alg none',
      'algorithm_refused',
      async () => altered(new UnsecuredJWT({ ...good }).encode(), 0, () => ({ alg: 'none', typ: 'account-link-receipt+jwt' })),
    ],
    ['HS256 with the public key as its secret', 'algorithm_refused', () => signedWithPublicKey()],
    ['an algorithm that its key is not for', 'algorithm_refused', () => signedByAnother('RS256')],
    ['typ missing', 'wrong_type', () => signedAs(undefined)],
    ['typ JWT', 'wrong_type', () => signedAs('JWT')],
    ['a security event token of ours', 'wrong_type', () => createTokenSigner(signingKeys.own)('secevent+jwt')(good)],
    ['an access token by its type', 'wrong_type', () => signedAs('at+jwt')],
    ['of another issuer', 'foreign_issuer', claims({ iss: 'https://login.bank.example.evil' })],
    ['with another audience', 'not_a_receipt', claims({ aud: 'espace-pro' })],
    ['with several audiences', 'not_a_receipt', claims({ aud: [receiptAudience, 'espace-pro'] })],
    ['without a consent', 'not_a_receipt', claims({ consent: undefined })],
    ['of a later form', 'not_a_receipt', claims({ schema_version: '2' })],
    ['another text under the hash', 'text_differs', claims({ consent: { ...good.consent, text: 'Vous refusez.' } })],
    ['of tomorrow', 'issued_in_the_future', claims({ iat: good.iat + 86_400 })],
  ];
  test.each(cases)('%s: %s', async (_name, code, token) => {
    expect(await verifyReceipt(await token(), trusted)).toMatchObject({ ok: false, code });
  });

  test.each(['', 'hello', 'a.b', 'a.b.c', '{"iss":"x"}', 'e30.e30.e30', `${'a'.repeat(100_000)}.b.c`])(
    'not even a token: %.20s',
    async (token) => {
      expect(await verifyReceipt(token, trusted)).toEqual({ ok: false, code: 'not_a_receipt' });
    },
  );

  async function signedAs(typ: string | undefined): Promise<string> {
    const key = await importJWK(own as JWK, 'ES256');
    return new SignJWT({ ...good }).setProtectedHeader({ alg: 'ES256', kid: signingKeys.kid, ...(typ !== undefined && { typ }) }).sign(key);
  }

  async function signedByAnother(alg: string, header: Record<string, unknown> = {}): Promise<string> {
    const { privateKey } = await generateKeyPair(alg);
    const members = Object.entries({ alg, typ: 'account-link-receipt+jwt', kid: signingKeys.kid, ...header });
    const given = Object.fromEntries(members.filter(([, value]) => value !== undefined)) as { alg: string };
    return new SignJWT({ ...good }).setProtectedHeader(given).sign(privateKey);
  }

  async function anotherPublicKey(): Promise<JWK> {
    return exportJWK((await generateKeyPair('ES256')).publicKey);
  }

  function signedWithPublicKey(): Promise<string> {
    const header = { alg: 'HS256', typ: 'account-link-receipt+jwt', kid: signingKeys.kid };
    return new SignJWT({ ...good }).setProtectedHeader(header).sign(new TextEncoder().encode(JSON.stringify(published[0])));
  }
});

describe('receipt verify', () => {
  let world: World;
  let folder: string;
  let linkId: string;
  let genuine: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'receipt-'));
    world = await openWorld('memory');
    const customer = await linkedCustomer(world);
    ({ linkId } = customer);
    const browser = world.openBrowser();
    await login(world, browser, 'pro', customer.pro);
    genuine = (await signedReceipt(browser, linkId)).text;
  });
  afterAll(async () => {
    await world.close();
    rmSync(folder, { recursive: true });
  });

  const fileOf = (content: string, name = 'receipt.jwt') => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  };
  async function run(argv: readonly string[], ground: Partial<Ground> = {}) {
    const [out, err]: [string[], string[]] = [[], []];
    const exitCode = await runCommandLine(['receipt', 'verify', ...argv], {
      environment: {},
      clock: () => new Date(),
      print: (line) => out.push(line),
      complain: (line) => err.push(line),
      errors: new Writable(),
      openStore: () => Promise.reject(new Error('no store is needed')),
      fetch,
      ...ground,
    });
    return { exitCode, out: out.join('\n'), err: err.join('\n') };
  }
  const withIssuer = (file: string) => run([file, '--issuer', world.demo.urls.issuer]);

  it('a genuine one: what it says, in words, and 0; the keys come from the issuer that was named', async () => {
    const { exitCode, out, err } = await withIssuer(fileOf(`${genuine}\n`));
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toMatch(/^The receipt is genuine and unchanged\.\n/);
    for (const words of [
      `by ${world.demo.urls.issuer} (key `,
      'Banque de démonstration',
      'text version 1 (fr)',
      '•••• ',
      'consented',
      'activated',
    ])
      expect(out).toContain(words);
    expect(out).toContain('active when the receipt was issued; what came after, the receipt cannot tell');
    expect(out).toContain(`/preferences?space=pro`);
    expect(out).toContain(linkId);
  });

  it('--json: the same for a program', async () => {
    const { exitCode, out } = await run([fileOf(genuine), '--issuer', world.demo.urls.issuer, '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ ok: true, alg: 'ES256', receipt: { record_id: linkId, iss: world.demo.urls.issuer } });
  });

  it('with keys that were kept, long after they were changed: nothing is asked of anybody', async () => {
    const keys = await (await fetch(`${world.demo.urls.issuer}/jwks`)).text();
    const offline = { fetch: () => Promise.reject(new Error('nobody is to be asked')) };
    const kept = ['--jwks', fileOf(keys, 'keys.json')];
    expect((await run([fileOf(genuine), ...kept], offline)).exitCode).toBe(0);
    expect((await run([fileOf(genuine), ...kept, '--issuer', world.demo.urls.issuer], offline)).exitCode).toBe(0);
    const foreign = await run([fileOf(genuine), ...kept, '--issuer', 'https://other.example'], offline);
    expect([foreign.exitCode, foreign.out]).toEqual([1, expect.stringContaining('NOT to be trusted: it says that it comes from')]);
    // Those of the bank's events are somebody else's.
    const others = fileOf(JSON.stringify(signingKeys.published), 'others.json');
    const unknown = await run([fileOf(genuine), '--jwks', others], offline);
    expect([unknown.exitCode, unknown.out]).toEqual([1, expect.stringContaining('is not among these. Keys change')]);
  });

  it('changed, of another kind, not one at all: which, in words, and 1', async () => {
    const changed = altered(genuine, 1, (payload) => ({ ...payload, state: 'ended' }));
    const unsigned = altered(genuine, 0, (header) => ({ ...header, alg: 'none' })).replace(/\.[^.]*$/, '.');
    const escaping = altered(genuine, 0, (header) => ({ ...header, typ: '\u001b[2J\u009bJWT' }));
    for (const [token, code, words] of [
      [changed, 'altered', 'its signature does not fit'],
      [unsigned, 'algorithm_refused', 'signed with none'],
      [escaping, 'wrong_type', 'another kind (?[2J?JWT)'],
      ['<html>', 'not_a_receipt', 'is it the printed page?'],
    ] as const) {
      const file = fileOf(token);
      expect(await withIssuer(file)).toEqual({ exitCode: 1, out: expect.stringContaining(words), err: '' });
      const { out } = await run([file, '--issuer', world.demo.urls.issuer, '--json']);
      expect(JSON.parse(out)).toMatchObject({ ok: false, code });
    }
  });

  it('what could not be asked: one line that says so, and 2', async () => {
    const answering = (metadata: unknown) => ({ fetch: async () => Response.json(metadata) });
    const file = fileOf(genuine);
    for (const [argv, ground, complaint] of [
      [['/nowhere.jwt', '--issuer', issuer], {}, '/nowhere.jwt: cannot be read'],
      [[file, '--jwks', '/nowhere.json'], {}, '/nowhere.json'],
      [[file, '--jwks', fileOf('{"keys":[]}', 'none.json')], {}, 'none.json: not a key set (RFC 7517)'],
      [[file], {}, 'Whose receipt? Name the issuer (--issuer)'],
      [[file, '--issuer', issuer], { fetch: () => Promise.reject(new Error('ECONNREFUSED')) }, 'no answer (ECONNREFUSED)'],
      [[file, '--issuer', issuer], { fetch: async () => new Response('', { status: 503 }) }, 'HTTP 503'],
      [[file, '--issuer', issuer], answering({ issuer: 'https://other.example', jwks_uri: `${issuer}/jwks` }), 'not that of this issuer'],
      [[file, '--issuer', issuer], answering({ issuer, jwks_uri: 'http://login.bank.example/jwks' }), 'must be https'],
      [[file, '--issuer', 'nonsense'], {}, 'nonsense'],
    ] as const) {
      const { exitCode, out, err } = await run(argv, ground);
      expect([exitCode, out]).toEqual([2, '']);
      expect(err).toContain(complaint);
    }
  });
});
