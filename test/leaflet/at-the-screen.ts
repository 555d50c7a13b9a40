/** What a customer does with eyes and a mouse, in French, on the pages of the provider, the spaces and the telephone. */
import type { Locator, Page } from 'playwright-core';
import { type SpaceName, secretCodes } from '../world/people.ts';

export const spaceNames = { pro: 'Espace Professionnel', particuliers: 'Espace Particuliers' } as const;
const wayTo = {
  pro: 'Accéder à votre Espace Professionnel',
  particuliers: 'Accéder à votre Espace Client Particuliers',
} as const;

const onPhone = {
  fr: { label: 'Votre identifiant', submit: 'Voir mes demandes', pending: 'Demandes en attente' },
  en: { label: 'Your identifier', submit: 'See my requests', pending: 'Requests waiting' },
} as const;

/** Waits until it is there to be seen. */
export async function see(...things: readonly Locator[]): Promise<void> {
  for (const thing of things) await thing.first().waitFor({ state: 'visible' });
}

export function heading(page: Page, name: string): Locator {
  return page.getByRole('heading', { name, exact: true });
}

export function button(page: Page, name: string): Locator {
  return page.getByRole('button', { name, exact: true });
}

export function dropDown(page: Page): Locator {
  return page.getByRole('navigation', { name: 'Changer d’espace' });
}

/** From the space's own door to its home. */
export async function signIn(page: Page, url: string, space: SpaceName, identifier: string): Promise<void> {
  await page.goto(url);
  await page.getByRole('link', { name: 'Se connecter' }).click();
  await see(page.getByRole('heading', { name: 'Connexion' }));
  await page.getByLabel('Identifiant').fill(identifier);
  await page.getByLabel('Code secret').fill(secretCodes[space]);
  await button(page, 'Se connecter').click();
  await see(page.getByRole('heading', { name: 'Bonjour' }));
}

/** By the drop-down at the top left, to the other space. */
export async function goTo(page: Page, target: SpaceName): Promise<void> {
  await openDropDown(page, target);
  await dropDown(page).getByRole('link', { name: wayTo[target] }).click();
}

export async function openDropDown(page: Page, target: SpaceName): Promise<void> {
  const here = target === 'pro' ? 'particuliers' : 'pro';
  await dropDown(page).getByText(spaceNames[here], { exact: true }).click();
  await see(dropDown(page).getByRole('link', { name: wayTo[target] }));
}

/** The words by which the customer knows that page and telephone speak of one request. */
export async function wordsOn(page: Page): Promise<string> {
  return page.getByText(/^[a-z]+-\d{4}$/).innerText();
}

/** On the telephone of an identifier: the one request that waits. */
export async function requestOnPhone(phone: Page, url: string, identifier: string, language: 'fr' | 'en' = 'fr'): Promise<Locator> {
  const { label, submit, pending } = onPhone[language];
  await phone.goto(url);
  await phone.getByLabel(label).fill(identifier);
  await button(phone, submit).click();
  const request = phone.getByRole('region', { name: pending }).getByRole('article');
  await request.waitFor();
  return request;
}
