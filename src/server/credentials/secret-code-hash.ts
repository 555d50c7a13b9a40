/** Secret codes at rest: argon2id (RFC 9106) in the PHC string format, with OWASP's parameters unless told otherwise. */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

export interface HashCost {
  /** Kibibytes. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** The expensive part, passed in where its uses are counted. */
export type Derive = (secretCode: string, salt: Buffer, cost: HashCost, length: number) => Promise<Buffer>;

export const recommendedCost: HashCost = { memory: 19_456, passes: 2, parallelism: 1 };
const saltLength = 16;
const tagLength = 32;

export async function hashSecretCode(secretCode: string, cost: HashCost = recommendedCost, derive: Derive = argon2id): Promise<string> {
  const salt = randomBytes(saltLength);
  return phcString(cost, salt, await derive(secretCode, salt, cost, tagLength));
}

export async function matchesSecretCode(secretCode: string, phc: string, derive: Derive = argon2id): Promise<boolean> {
  const { cost, salt, tag } = readPhcString(phc);
  return timingSafeEqual(await derive(secretCode, salt, cost, tag.length), tag);
}

/** The hash of nobody's code, as dear to compare with as a real one. */
export function hashOfNobody(cost: HashCost = recommendedCost): string {
  return phcString(cost, randomBytes(saltLength), randomBytes(tagLength));
}

const argon2Async = promisify(argon2);

export const argon2id: Derive = (secretCode, nonce, { memory, passes, parallelism }, length) =>
  argon2Async('argon2id', { message: secretCode, nonce, memory, passes, parallelism, tagLength: length });

function phcString({ memory, passes, parallelism }: HashCost, salt: Buffer, tag: Buffer): string {
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`;
}

function readPhcString(phc: string): { cost: HashCost; salt: Buffer; tag: Buffer } {
  const [, memory, passes, parallelism, salt, tag] =
    /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(phc) ?? [];
  // A hash that cannot be read is a fault of the store, not a wrong code.
  if (salt === undefined || tag === undefined) throw new TypeError('a stored secret code is not an argon2id PHC string');
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  return { cost, salt: Buffer.from(salt, 'base64'), tag: Buffer.from(tag, 'base64') };
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
