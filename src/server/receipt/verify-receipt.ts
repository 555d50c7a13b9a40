/**
 * Whether a receipt is genuine: the type, the algorithm of the key and the issuer are looked at before the signature (RFC 8725 sections
 * 3.1, 3.8 and 3.11), keys are never taken from the receipt, and a text in it must have the hash in it. Nothing of it is believed before.
 */
import { createHash } from 'node:crypto';
import { compactVerify, decodeProtectedHeader, importJWK, type JWK, type ProtectedHeaderParameters } from 'jose';
import { type Receipt, receiptSchema, receiptType } from './receipt.ts';

export interface Trusted {
  readonly keys: readonly JWK[];
  /** Without one, whoever the keys are said to belong to. */
  readonly issuer?: string;
  readonly now: Date;
}

export const receiptFaults = [
  'not_a_receipt',
  'wrong_type',
  'algorithm_refused',
  'foreign_issuer',
  'unknown_key',
  'altered',
  'text_differs',
  'issued_in_the_future',
] as const;
export type ReceiptFault = (typeof receiptFaults)[number];

export type Verified =
  | { readonly ok: true; readonly receipt: Receipt; readonly kid: string; readonly alg: string }
  /** `found`: what the receipt names itself, and so not to be believed. */
  | { readonly ok: false; readonly code: ReceiptFault; readonly found?: string };

const algorithms: ReadonlySet<string> = new Set(['ES256', 'ES384', 'ES512', 'PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512', 'EdDSA']);
const clockTolerance = 60;
const longest = 100_000;

export async function verifyReceipt(token: string, { keys, issuer, now }: Trusted): Promise<Verified> {
  const header = headerOf(token);
  const claimed = claimedIssuer(token);
  if (!header || claimed === undefined) return { ok: false, code: 'not_a_receipt' };
  const { typ, alg, kid } = header;
  // 1. What it says it is.
  if (typ !== receiptType) return { ok: false, code: 'wrong_type', found: String(typ) };
  if (alg === undefined || !algorithms.has(alg)) return { ok: false, code: 'algorithm_refused', found: String(alg) };
  if (issuer !== undefined && claimed !== issuer) return { ok: false, code: 'foreign_issuer', found: claimed };

  // 2. The key that it names, with the algorithm that the key is for.
  const key = keys.find((candidate) => candidate.kid === kid && candidate.use !== 'enc');
  if (kid === undefined || !key) return { ok: false, code: 'unknown_key', found: String(kid) };
  if (key.alg !== undefined && key.alg !== alg) return { ok: false, code: 'algorithm_refused', found: alg };

  // 3. The signature, and only then the content.
  const payload = await signedContent(token, key, alg);
  if (payload === undefined) return { ok: false, code: 'altered' };
  const read = receiptSchema.safeParse(payload);
  if (!read.success) return { ok: false, code: 'not_a_receipt' };
  const receipt = read.data;
  if (receipt.consent.text !== undefined && digestOf(receipt.consent.text) !== receipt.consent.text_sha256)
    return { ok: false, code: 'text_differs' };
  if (receipt.iat > now.getTime() / 1000 + clockTolerance) return { ok: false, code: 'issued_in_the_future' };
  return { ok: true, receipt, kid, alg };
}

function headerOf(token: string): ProtectedHeaderParameters | undefined {
  if (token.length > longest || !/^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) return undefined;
  try {
    return decodeProtectedHeader(token);
  } catch {
    return undefined;
  }
}

function claimedIssuer(token: string): string | undefined {
  try {
    const { iss } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    return typeof iss === 'string' ? iss : undefined;
  } catch {
    return undefined;
  }
}

async function signedContent(token: string, key: JWK, alg: string): Promise<unknown> {
  try {
    const { payload } = await compactVerify(token, await importJWK(publicPart(key), alg), { algorithms: [alg] });
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return undefined;
  }
}

/** Of a key set that was kept with its private members. */
function publicPart({ kty, crv, x, y, n, e }: JWK): JWK {
  return Object.fromEntries(Object.entries({ kty, crv, x, y, n, e }).filter(([, member]) => member !== undefined)) as unknown as JWK;
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
