/** The programs of the demo: at which addresses they are, and what each is told of itself and of the others. */
import type { JWK } from 'jose';
import type { DeskSpace } from './desk-page.ts';

export interface DemoUrls {
  readonly issuer: string;
  readonly pro: string;
  readonly particuliers: string;
  readonly phone: string;
  readonly desk: string;
  /** Where the clients for testers are redirected; nothing listens there. */
  readonly outside: string;
}

type ProgramKeys = Readonly<Record<'pro' | 'particuliers' | 'particuliersApi' | 'desk' | 'deskEvents', JWK>>;

const operationAcr = 'urn:passerelle:acr:strong';

export function urlsFrom(port: number): DemoUrls {
  const at = (offset: number) => `http://localhost:${port + offset}`;
  return { issuer: at(0), pro: at(1), particuliers: at(2), phone: at(3), desk: at(4), outside: at(9) };
}

export function proSpace(urls: DemoUrls, keys: ProgramKeys) {
  return {
    space: 'pro',
    name: { fr: 'Espace Professionnel', en: 'Business space' },
    issuer: urls.issuer,
    clientId: 'espace-pro',
    privateKeyJwk: keys.pro,
    operationAcr,
    preferences: true,
    counterpart: {
      space: 'particuliers',
      title: { fr: 'Solde du compte personnel', en: 'Balance of the personal account' },
      resource: `${urls.particuliers}/api`,
    },
    others: [
      {
        space: 'particuliers',
        label: { fr: 'Accéder à votre Espace Client Particuliers', en: 'Open your personal space' },
        initiateLoginUri: `${urls.particuliers}/login`,
      },
    ],
  };
}

export function particuliersSpace(urls: DemoUrls, keys: ProgramKeys) {
  return {
    space: 'particuliers',
    name: { fr: 'Espace Particuliers', en: 'Personal space' },
    issuer: urls.issuer,
    clientId: 'espace-particuliers',
    privateKeyJwk: keys.particuliers,
    operationAcr,
    preferences: false,
    balanceApi: { clientId: 'espace-particuliers-api', privateKeyJwk: keys.particuliersApi },
    others: [
      {
        space: 'pro',
        label: { fr: 'Accéder à votre Espace Professionnel', en: 'Open your business space' },
        initiateLoginUri: `${urls.pro}/login`,
      },
    ],
  };
}

export function adviserDesk(urls: DemoUrls, keys: ProgramKeys, spaces: readonly DeskSpace[]) {
  return {
    issuer: urls.issuer,
    clientId: 'poste-conseiller',
    privateKeyJwk: keys.desk,
    eventKeyJwk: keys.deskEvents,
    spaces,
  };
}
