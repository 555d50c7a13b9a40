/** What a person does on the provider's pages: the forms of the demo's contract, by their names. */
import { setTimeout } from 'node:timers/promises';
import type { Answer, Browser } from './browser.ts';
import type { Outside, OutsideClient } from './outside.ts';
import type { PhoneHand } from './phone-hand.ts';
import type { World } from './world.ts';

export const camille = { pro: '70000001', particuliers: '10000001' } as const;
export const secretCodes = { pro: '135790', particuliers: '246801' } as const;

export type SpaceName = keyof typeof secretCodes;

export const clientOf = { pro: 'outside-pro', particuliers: 'outside-particuliers' } as const satisfies Record<SpaceName, OutsideClient>;

/** Fills in a login page. */
export function submitLogin(browser: Browser, page: Answer, identifier: string, secretCode: string): Promise<Answer> {
  return browser.submit(page, { identifier, secret_code: secretCode }, hasField('secret_code'));
}

/** An ordinary login to a space through its client for testers; ends at the redirect URI. */
export async function login(
  world: Outside,
  browser: Browser,
  space: SpaceName,
  identifier: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const page = await world.authorize(browser, clientOf[space], parameters);
  return submitLogin(browser, page, identifier, secretCodes[space]);
}

/** The waiting page after the phone was answered: asks again until the page moves on. */
export async function whenApproved(browser: Browser, phone: PhoneHand, identifier: string, waiting: Answer): Promise<Answer> {
  await phone.answer(identifier, 'approve');
  return untilSettled(browser, waiting);
}

/** Asks the waiting page again, as its button does, until it is a waiting page no more. The authenticator service wants a second between two questions. */
export async function untilSettled(browser: Browser, waiting: Answer): Promise<Answer> {
  const deadline = Date.now() + 20_000;
  let page = waiting;
  while (isWaiting(page)) {
    if (Date.now() > deadline) throw new Error('still waiting');
    page = await browser.get(page.url);
    if (isWaiting(page)) await setTimeout(100);
  }
  return page;
}

/** From the consent page to the target, on the telephone of the professional space. */
export async function consent(
  world: Pick<World, 'phone'>,
  browser: Browser,
  page: Answer,
  identifier: string = camille.pro,
): Promise<Answer> {
  const waiting = await browser.submit(page, { decision: 'accept' }, hasButton('decision', 'accept'));
  return whenApproved(browser, world.phone, identifier, waiting);
}

/** Signs Camille in to the professional space and activates the link; ends at the personal space's redirect URI with a code. */
export async function activate(world: World, browser: Browser): Promise<Answer> {
  await login(world, browser, 'pro', camille.pro);
  return consent(world, browser, await world.authorize(browser, 'outside-particuliers', { linked_from: 'pro' }));
}

export function hasField(name: string) {
  return (form: Answer['forms'][number]) => form.method === 'POST' && form.fields.includes(name);
}

export function hasButton(name: string, value?: string) {
  return (form: Answer['forms'][number]) =>
    form.buttons.some((button) => button.name === name && (value === undefined || button.value === value));
}

function isWaiting(page: Answer): boolean {
  return (
    page.status === 200 &&
    page.left === undefined &&
    page.forms.some(hasButton('decision', 'cancel')) &&
    !page.forms.some(hasField('secret_code'))
  );
}

/** Signs in to one space and switches to the other, all silent; ends at the redirect URI of the space being opened. */
export async function switchFrom(
  world: Outside,
  browser: Browser,
  source: SpaceName,
  identifier: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  await login(world, browser, source, identifier);
  return world.authorize(browser, clientOf[otherSpace(source)], { linked_from: source, ...parameters });
}

export function otherSpace(space: SpaceName): SpaceName {
  return space === 'pro' ? 'particuliers' : 'pro';
}

/** Approves, and moves our clock past the approver's interval instead of waiting for it. Not for many approvals in one world: clocks may differ by a minute. */
export async function approveAtOnce(
  world: Pick<World, 'phone' | 'advance'>,
  browser: Browser,
  identifier: string,
  waiting: Answer,
  decision: 'approve' | 'deny' = 'approve',
): Promise<Answer> {
  await world.phone.answer(identifier, decision);
  world.advance(1);
  return untilSettled(browser, waiting);
}
