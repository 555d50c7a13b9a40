/** What the demo's configuration takes from its ports, and a folder of one's own for files that a test writes. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const configFolder = fileURLToPath(new URL('../../config', import.meta.url));
export const demoFile = join(configFolder, 'demo.yaml');

export const publicKeys = JSON.stringify({
  keys: [
    {
      kty: 'EC',
      crv: 'P-256',
      kid: 'one',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
    },
  ],
});

export const demoVariables = {
  ISSUER: 'http://localhost:3000',
  ESPACE_PRO_URL: 'http://localhost:3001',
  ESPACE_PRO_HOST: 'localhost:3001',
  ESPACE_PRO_JWKS: publicKeys,
  ESPACE_PARTICULIERS_URL: 'http://localhost:3002',
  ESPACE_PARTICULIERS_HOST: 'localhost:3002',
  ESPACE_PARTICULIERS_JWKS: publicKeys,
  ESPACE_PARTICULIERS_API_JWKS: publicKeys,
  PHONE_URL: 'http://localhost:3003',
  DESK_URL: 'http://localhost:3004',
  DESK_JWKS: publicKeys,
  DESK_EVENT_JWKS: publicKeys,
  OUTSIDE_URL: 'http://localhost:3009',
};

/** Writes files (by relative name) into a new folder and answers it. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'passerelle-configuration-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** Consent texts by policy, version 1 in both languages, pinned as `passerelle check` tells. */
export function consentFolderOf(texts: Readonly<Record<string, string>>): string {
  const files = Object.entries(texts).flatMap(([policy, text]) => {
    const hash = createHash('sha256').update(text).digest('hex');
    return [
      [`${policy}/1.fr.md`, text],
      [`${policy}/1.en.md`, text],
      [`${policy}/versions.yaml`, `"1": { fr: ${hash}, en: ${hash} }\n`],
    ];
  });
  return folderOf(Object.fromEntries(files));
}
