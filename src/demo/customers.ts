/**
 * The customers of the demo, one entry for each account: what the server seeds and what `npm start` prints.
 * Two accounts with the same `person` belong to one human being; a company has its own account.
 */

export interface DemoAccount {
  readonly person: string;
  readonly name: string;
  readonly space: 'pro' | 'particuliers';
  readonly identifier: string;
  readonly secretCode: string;
  readonly status: 'active' | 'never_opened' | 'blocked';
  /** A professional user who is not the company's administrator may not activate. */
  readonly mayActivate: boolean;
  /** Whether the Pass Sécurité of this space is installed. */
  readonly authenticator: boolean;
  readonly company?: string;
  /** Where the bank writes to; every domain is RFC 2606's. */
  readonly email: string;
  readonly language: 'fr' | 'en';
}

const PRO = { space: 'pro', secretCode: '135790', status: 'active', mayActivate: true, authenticator: true, language: 'fr' } as const;
const PARTICULIERS = { ...PRO, space: 'particuliers', secretCode: '246801' } as const;

export const customers: readonly DemoAccount[] = [
  {
    ...PRO,
    person: 'camille',
    name: 'Camille Martin',
    identifier: '70000001',
    email: 'direction.martin@example.com',
    company: 'Martin Conseil',
  },
  { ...PARTICULIERS, person: 'camille', name: 'Camille Martin', identifier: '10000001', email: 'camille.martin@example.com' },

  {
    ...PRO,
    person: 'karim',
    name: 'Karim Benali',
    identifier: '70000002',
    email: 'contact.benali@example.com',
    language: 'en',
    company: 'Benali Transports',
  },
  {
    ...PARTICULIERS,
    person: 'karim',
    name: 'Karim Benali',
    identifier: '10000002',
    email: 'karim.benali@example.com',
    language: 'en',
    status: 'never_opened',
  },

  { ...PRO, person: 'louise', name: 'Louise Petit', identifier: '70000003', email: 'atelier.petit@example.com', company: 'Atelier Petit' },
  { ...PARTICULIERS, person: 'louise', name: 'Louise Petit', identifier: '10000003', email: 'louise.petit@example.com', status: 'blocked' },

  {
    ...PRO,
    person: 'hugo',
    name: 'Hugo Bernard',
    identifier: '70000004',
    email: 'hugo.associes@example.com',
    company: 'Bernard et associés',
    mayActivate: false,
  },
  { ...PARTICULIERS, person: 'hugo', name: 'Hugo Bernard', identifier: '10000004', email: 'hugo.bernard@example.com' },

  { ...PRO, person: 'nadia', name: 'Nadia Roux', identifier: '70000005', email: 'fleurs.roux@example.com', company: 'Roux Fleurs' },

  { ...PARTICULIERS, person: 'paul', name: 'Paul Durand', identifier: '10000006', email: 'paul.durand@example.com' },

  {
    ...PRO,
    person: 'ines',
    name: 'Inès Robert',
    identifier: '70000007',
    email: 'batiment.robert@example.com',
    company: 'Robert Bâtiment',
    authenticator: false,
  },
  { ...PARTICULIERS, person: 'ines', name: 'Inès Robert', identifier: '10000007', email: 'ines.robert@example.com' },

  {
    ...PRO,
    person: 'camille',
    name: 'Camille Martin',
    identifier: '70000008',
    email: 'seconde.martin@example.com',
    company: 'Seconde société Martin',
  },
];

/** Who has the account, as the bank's systems name persons to each other. */
export function personOf(space: string, identifier: string): string | undefined {
  return customers.find((account) => account.space === space && account.identifier === identifier)?.person;
}
