/** The consent text: what the customer reads is what is kept, so that a hole or a change in it must show. */
import { expect, test } from '@jest/globals';
import { blocksOf, digestOf, fillConsentText } from '../../src/server/pages/consent-text.ts';

const sourceAccount = {
  accountId: 'pro-1',
  space: 'pro',
  personId: 'camille',
  status: 'active',
  credentialsVersion: '1',
  mayActivate: true,
  name: 'Camille Martin',
  maskedAccountNumber: '•••• 0001',
  company: 'Martin {{target}} Conseil',
} as const;
const values = {
  source: 'Espace Professionnel',
  sourceAccount,
  target: 'Espace Particuliers',
  targetAccount: '•••• 1001',
  targetName: 'Camille Martin',
};

test('both accounts are filled in, and a value is never read as a placeholder', () => {
  const text = fillConsentText('{{ company }} ({{source_account}}) ouvre {{target}} ({{target_account}}).', values);
  expect(text).toBe('Martin {{target}} Conseil (•••• 0001) ouvre Espace Particuliers (•••• 1001).');
});

test('a placeholder that nothing fills is a fault, not a hole in the text', () => {
  expect(() => fillConsentText('{{iban}}', values)).toThrow('iban');
});

test('T43: one changed character changes the digest of the text', () => {
  expect(digestOf('Vous acceptez.')).not.toBe(digestOf('Vous acceptez !'));
});

test('headings, lists and paragraphs are told apart', () => {
  expect(blocksOf('# Titre\n\nUne phrase\nsur deux lignes.\n\n- un\n- deux\n\n\n')).toEqual([
    { kind: 'heading', text: 'Titre' },
    { kind: 'paragraph', text: 'Une phrase sur deux lignes.' },
    { kind: 'list', items: ['un', 'deux'] },
  ]);
});
