/** The keys that an issuer publishes, found through its metadata (OpenID Connect Discovery 1.0), or in a file that was kept of them. */
import { readFileSync } from 'node:fs';
import type { JWK } from 'jose';
import { z } from 'zod';

export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

const metadataSchema = z.object({ issuer: z.string(), jwks_uri: z.url() });
const keySetSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) });
const timeout = 10_000;

/** Throws when they cannot be had. Nothing but the issuer that the caller trusts says where they are. */
export async function publishedKeys(issuer: string, fetch: Fetch): Promise<readonly JWK[]> {
  const metadata = metadataSchema.safeParse(await json(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, fetch));
  if (!metadata.success || metadata.data.issuer !== issuer) throw new Error(`${issuer}: its metadata is not that of this issuer`);
  const { jwks_uri: address } = metadata.data;
  // The keys must be had no less safely than the metadata.
  if (new URL(issuer).protocol === 'https:' && new URL(address).protocol !== 'https:') throw new Error(`${address}: must be https`);
  return keysIn(await json(address, fetch), address);
}

export function keptKeys(file: string): readonly JWK[] {
  return keysIn(parsed(readFileSync(file, 'utf8')), file);
}

async function json(address: string, fetch: Fetch): Promise<unknown> {
  const answer = await fetch(address, {
    redirect: 'error',
    signal: AbortSignal.timeout(timeout),
    headers: { accept: 'application/json' },
  }).catch((error: unknown) => {
    throw new Error(`${address}: no answer (${error instanceof Error ? error.message : String(error)})`);
  });
  if (!answer.ok) throw new Error(`${address}: HTTP ${answer.status}`);
  return parsed(await answer.text());
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function keysIn(value: unknown, where: string): readonly JWK[] {
  const read = keySetSchema.safeParse(value);
  if (!read.success) throw new Error(`${where}: not a key set (RFC 7517)`);
  return read.data.keys;
}
