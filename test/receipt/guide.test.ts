/** `docs/receipt.md`: its example is executed, its tables are those of the code. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from '@jest/globals';
import { createLocalJWKSet, type JWTVerifyGetKey } from 'jose';
import { type Receipt, receiptSchema } from '../../src/server/receipt/receipt.ts';
import { receiptFaults } from '../../src/server/receipt/verify-receipt.ts';
import { createTokenSigner } from '../../src/server/token-signer.ts';
import { signingKeys } from '../events/signing-keys.ts';
import { good, issuer } from './sample-receipt.ts';

type OpenReceipt = (receipt: string, issuer: string, keys?: JWTVerifyGetKey) => Promise<Receipt>;

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/receipt.md', root), 'utf8');
const keys = createLocalJWKSet(signingKeys.published);
const sign = createTokenSigner(signingKeys.own);

let openReceipt: OpenReceipt;
beforeAll(async () => {
  const examples = [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language, text = '']) => ({ language, text }));
  expect(examples.map(({ language }) => language)).toEqual(['js']);
  const file = new URL(`.cache/receipt-${process.pid}.mjs`, root);
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(file, examples.map(({ text }) => text).join('\n'));
  try {
    ({ openReceipt } = await import(pathToFileURL(fileURLToPath(file)).href));
  } finally {
    rmSync(file);
  }
});

test('the example opens a genuine receipt', async () => {
  expect(await openReceipt(await sign('account-link-receipt+jwt')(good), issuer, keys)).toEqual(good);
});

test.each([
  ['of another type', () => sign('secevent+jwt')(good), 'typ'],
  ['of another issuer', () => sign('account-link-receipt+jwt')({ ...good, iss: 'https://other.example' }), 'iss'],
  ['for somebody', () => sign('account-link-receipt+jwt')({ ...good, aud: 'espace-pro' }), 'aud'],
  ['with another text', () => sign('account-link-receipt+jwt')({ ...good, consent: { ...good.consent, text: 'Non.' } }), 'consented to'],
  ['changed', async () => (await sign('account-link-receipt+jwt')(good)).replace(/\..*\./, `.${btoa('{}')}.`), 'signature'],
])('and refuses one %s', async (_which, token, message) => {
  await expect(openReceipt(await token(), issuer, keys)).rejects.toThrow(message);
});

test('the table of claims is complete, and so is that of codes', () => {
  expect(named('claim').sort()).toEqual(Object.keys(receiptSchema.shape).sort());
  expect(named('code')).toEqual(receiptFaults);
});

/** What the first cells of a table name. */
function named(table: string): string[] {
  const rows = (page.split(`\n| ${table} | |`)[1] ?? '').split('\n\n')[0] ?? '';
  return rows
    .split('\n')
    .map((row) => row.split('|')[1] ?? '')
    .flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name));
}
