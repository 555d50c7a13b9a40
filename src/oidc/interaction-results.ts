/** What the pages of an interaction have stored in it, told apart: a login of this page, one of an earlier page, a choice. */
import type Provider from 'oidc-provider';
import type { InteractionResults } from 'oidc-provider';
import { acr } from '../linking/assurance.ts';
import type { Choice, Facts } from '../linking/situation.ts';
import { loginIdOf } from './mark.ts';
import type { ProviderSession } from './request-memory.ts';

export type ProviderInteraction = InstanceType<Provider['Interaction']>;
export type LoginResult = NonNullable<InteractionResults['login']>;

/** The key of our own results. A login is never among them: it would satisfy `prompt=login` and `max_age` (T56). */
export const resultKey = 'passerelle';

/** The login result of the page that has just been submitted; results of earlier pages are merged in and look the same. */
export function newLogin({ result, lastSubmission }: ProviderInteraction): LoginResult | undefined {
  if (!result?.login) return undefined;
  return JSON.stringify(result.login) === JSON.stringify(lastSubmission?.login) ? undefined : result.login;
}

/** The login of an earlier page, if it is the one that the session still holds. */
export function earlierLogin(
  { result, lastSubmission }: ProviderInteraction,
  session: ProviderSession | undefined,
): LoginResult | undefined {
  const login = result?.login ?? lastSubmission?.login;
  if (!login || !session || loginIdOf(session.uid) !== undefined) return undefined;
  return session.accountId === login.accountId && session.loginTs === login.ts ? login : undefined;
}

/** The choice of the customer, of this page or an earlier one, with the account that was shown. */
export function choiceOf({ result, lastSubmission }: ProviderInteraction): Facts['choice'] {
  const stored = asRecord(result?.[resultKey] ?? lastSubmission?.[resultKey]);
  const { choice, account } = stored;
  return isChoice(choice) && typeof account === 'string' ? { choice, account } : undefined;
}

/** The account that a login page is bound to: that of the linked session which it steps up. */
export function boundAccount({ session }: ProviderInteraction): string | undefined {
  return session?.acr === acr.linked ? session.accountId : undefined;
}

function isChoice(value: unknown): value is Choice {
  return value === 'current' || value === 'linked' || value === 'login';
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
