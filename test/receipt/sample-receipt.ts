/** A receipt with everything in order; tests change what they are about. */
import { createHash } from 'node:crypto';
import { type Receipt, receiptAudience } from '../../src/server/receipt/receipt.ts';

export const issuer = 'https://login.bank.example';
export const now = new Date('2026-05-04T10:00:00Z');
const text = 'Vous acceptez.';
const textHash = createHash('sha256').update(text).digest('base64url');
export const good: Receipt = {
  iss: issuer,
  aud: receiptAudience,
  iat: now.getTime() / 1000,
  jti: 'receipt-1',
  schema_version: '1',
  record_id: 'lnk_1',
  language: 'fr',
  pii_controllers: [{ name: 'Banque' }],
  purpose: { description: 'd', limits: 'l' },
  state: 'active',
  accounts: [
    {
      space: 'pro',
      space_name: 'Espace Professionnel',
      role: 'activating',
      name: 'Camille',
      account_number: '•••• 0001',
      company: 'Atelier',
    },
    { space: 'particuliers', space_name: 'Espace Particuliers', role: 'other' },
  ],
  consent: { version: '1', language: 'fr', text_sha256: textHash, text },
  approval: { method: 'authenticator_app', challenge: 'c', source_proof: 'login', counterpart_proof: 'same_person' },
  consent_events: [
    { event_type: 'consented', event_time: '2026-05-04T09:00:00.000Z' },
    { event_type: 'activated', event_time: '2026-05-04T09:01:00.000Z' },
  ],
  validity: { from: '2026-05-04T09:01:00.000Z' },
  withdrawal_method: { space: 'pro', space_name: 'Espace Professionnel', steps: 'Profil', uri: `${issuer}/preferences?space=pro` },
  history: { entries: 2, head: 'h' },
};
