/**
 * What a space's server obtains of the customer's account in the other space while the customer looks at the page: a token by the
 * linked-account grant (RFC 8693), for this one request, and with it the balance. Nothing is kept: the next request asks again.
 */
import * as client from 'openid-client';
import { z } from 'zod';
import { isUnreachable, refusalOf, type SpaceProvider } from './space-provider.ts';
import type { SignedIn, SpaceSession } from './space-sessions.ts';
import type { SpaceTokens } from './space-tokens.ts';
import { type PerLanguage, type Speech, said } from './words.ts';

const GRANT_TYPE = 'urn:passerelle:grant-type:linked-account';
const ACCESS_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token';

export interface CounterpartOptions {
  /** The space of the other account. */
  readonly space: string;
  /** What the panel is called, for instance "Solde du compte personnel". */
  readonly title: PerLanguage;
  /** The other space's resource server (RFC 8707); its balance is at `<resource>/balance`. */
  readonly resource: string;
}

export type CounterpartAnswer =
  | { readonly ok: true; readonly balance: string; readonly token: client.IntrospectionResponse }
  | { readonly ok: false; readonly status: number; readonly error: string; readonly description: string | undefined };

export type AskCounterpart = (session: SpaceSession, signedIn: SignedIn) => Promise<CounterpartAnswer>;

export interface Panel {
  readonly title: string;
  readonly balance?: string;
  readonly text?: string;
}

const balanceAnswer = z.object({ balance: z.string() });

export function createCounterpart(provider: SpaceProvider, tokens: SpaceTokens, { resource }: CounterpartOptions): AskCounterpart {
  return async function askCounterpart(session, signedIn) {
    try {
      const configuration = await provider.configuration();
      const { access_token: token } = await client.genericGrantRequest(configuration, GRANT_TYPE, {
        subject_token: await tokens.accessToken(session, signedIn),
        subject_token_type: ACCESS_TOKEN_TYPE,
        resource,
        scope: 'balance',
      });
      const answer = await client.fetchProtectedResource(configuration, token, new URL(`${resource}/balance`), 'GET');
      if (!answer.ok) return { ok: false, status: answer.status, error: 'temporarily_unavailable', description: undefined };
      const { balance } = balanceAnswer.parse(await answer.json());
      return { ok: true, balance, token: await client.tokenIntrospection(configuration, token) };
    } catch (error) {
      const refusal = await refusalOf(error);
      if (!refusal) throw error;
      return { ok: false, status: refusal.status, error: refusal.error, description: refusal.description };
    }
  };
}

/** The panel never keeps the page from being drawn. */
export async function panelOf(options: CounterpartOptions, speech: Speech, ask: () => Promise<CounterpartAnswer>): Promise<Panel> {
  const { space } = speech.words;
  const title = said(options.title, speech);
  try {
    const answer = await ask();
    if (answer.ok) return { title, balance: speech.euros(answer.balance) };
    if (answer.status < 500) return { title, text: space.panelRefused };
  } catch (error) {
    if (!isUnreachable(error)) throw error;
  }
  return { title, text: space.panelBusy };
}
