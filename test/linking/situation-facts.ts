/** Camille (`p-camille` and `q-camille`), Paul (`q-paul`), what may be known of them, and what a request may come to. */
import { acr } from '../../src/linking/assurance.ts';
import type { Facts, Outcome } from '../../src/linking/situation.ts';

export type Case = readonly [title: string, facts: Facts, expected: Outcome];

export const now = new Date('2025-03-03T10:00:00Z');
export const time = (clock: string) => new Date(`2025-03-03T${clock}Z`);
export const direct = (accountId: string, authenticatedAt = time('09:59:00')) => ({
  accountId,
  linked: false,
  acr: acr.code,
  authenticatedAt,
});
export const linked = (accountId: string) => ({ accountId, linked: true, acr: acr.linked, authenticatedAt: time('09:59:00') });
export const wants = (asked: Partial<Facts['request']>): Pick<Facts, 'request'> => ({
  request: { promptLogin: false, maxAge: undefined, acr: { essential: undefined, voluntary: [] }, hint: undefined, ...asked },
});
export const acrValues = (...voluntary: string[]) => wants({ acr: { essential: undefined, voluntary } });
export const essentialAcr = (...essential: string[]) => wants({ acr: { essential, voluntary: [] } });
export const hint = (names: 'counterpart' | 'holder' | 'third') =>
  wants({ hint: { namesCounterpart: names === 'counterpart', namesHolder: names === 'holder' } });
export const chose = (choice: 'current' | 'linked' | 'login', account: string) => ({ choice: { choice, account } });

/** From the professional space, signed in directly after the activation, with an active link, nobody signed in at the target. */
export const withLink: Facts = {
  now,
  ...wants({}),
  loggedIn: undefined,
  target: undefined,
  source: { uid: 'uid-today', accountId: 'p-camille', linked: false, authenticatedAt: time('09:30:00') },
  sourceMayActivate: true,
  link: { id: 'lnk-1', counterpart: 'q-camille', activatedAt: time('08:00:00.400'), activatedByUid: 'uid-activation' },
  ineligible: undefined,
  counterparts: ['q-camille'],
  candidates: [],
  choice: undefined,
};
/** The same before any link. */
export const noLink: Facts = { ...withLink, link: undefined, candidates: ['q-camille'] };
/** Towards the professional space, where activation starts: it cannot start here. */
export const wayBack: Facts = { ...noLink, sourceMayActivate: false };
export const noSource: Facts = { ...noLink, source: undefined, counterparts: [], candidates: [] };
export const source = (changed: Partial<NonNullable<Facts['source']>>) => ({
  source: { uid: 'uid-other', accountId: 'p-camille', linked: false, authenticatedAt: time('09:30:00'), ...changed },
});

export const ownChecks = (row: 2 | 3 | 4 | 5 | 7 | 10): Outcome => ({ row, kind: 'ordinary' });
export const codeForCamille: Outcome = { row: 8, kind: 'linked', linkId: 'lnk-1', counterpart: 'q-camille' };
export const consent = (...candidates: string[]): Outcome => ({ row: 9, kind: 'consent', candidates, noneError: 'interaction_required' });
export const targetLogin: Outcome = { row: 5, kind: 'ordinary', noneError: 'login_required' };
export const signedInHere = (row: 3 | 5, account: string): Outcome => ({
  row,
  kind: 'signed_in_here',
  account,
  noneError: 'login_required',
});
export const whichAccount = (account: string): Outcome => ({
  row: 7,
  kind: 'choose_account',
  account,
  noneError: 'account_selection_required',
});
export const activateElsewhere: Outcome = { row: 10, kind: 'ordinary', noneError: 'interaction_required', activateFrom: true };
