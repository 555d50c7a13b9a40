/** What a person does who has forgotten a secret code: the forms of the journey, and the phone. */
import type { Answer, Browser } from '../world/browser.ts';
import { approveAtOnce, clientOf, hasField, type SpaceName, submitLogin } from '../world/people.ts';
import type { Approval } from '../world/phone-hand.ts';
import type { World } from '../world/world.ts';

export const asksForNewCode = hasField('secret_code_confirmation');

/** From the first page to the one that waits. */
export async function forget(browser: Browser, space: SpaceName, identifier: string): Promise<Answer> {
  return browser.submit(await browser.get(`/forgotten-code?space=${space}`), { identifier }, hasField('identifier'));
}

/** The phone is asked in the background: looked at until it has something, or for longer than that takes. */
export async function requestsOnPhone({ phone }: World, identifier: string, atLeast = 1): Promise<readonly Approval[]> {
  const deadline = Date.now() + 5_000;
  let found = await phone.list(identifier);
  while (found.length < atLeast && Date.now() < deadline) found = await phone.list(identifier);
  return found;
}

export async function answerOnPhone(world: World, browser: Browser, identifier: string, waiting: Answer, decision?: 'approve' | 'deny') {
  await requestsOnPhone(world, identifier);
  return approveAtOnce(world, browser, identifier, waiting, decision);
}

/** To the page that asks for the new code. */
export async function forgetAndApprove(world: World, space: SpaceName, identifier: string) {
  const browser = world.openBrowser();
  const page = await answerOnPhone(world, browser, identifier, await forget(browser, space, identifier));
  return { browser, page };
}

export function choose(browser: Browser, page: Answer, code: string, confirmation = code): Promise<Answer> {
  return browser.submit(page, { secret_code: code, secret_code_confirmation: confirmation }, asksForNewCode);
}

/** The code of the relying party, when the login succeeds. */
export async function codeOfLogin(world: World, space: SpaceName, identifier: string, secretCode: string): Promise<string | undefined> {
  const browser = world.openBrowser();
  const answer = await submitLogin(browser, await world.authorize(browser, clientOf[space]), identifier, secretCode);
  return answer.left?.searchParams.get('code') ?? undefined;
}
