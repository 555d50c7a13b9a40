/** Requests of the races that `outside.ts` does not send: the linked-account grant, the linked-accounts resource, the preferences page. */
import type { Browser } from '../world/browser.ts';
import type { ClusterNode } from '../world/nodes.ts';
import type { TokenAnswer, Tokens } from '../world/outside.ts';
import { clientOf, type SpaceName } from '../world/people.ts';

export async function exchanged({ url }: ClusterNode, { access_token }: Tokens): Promise<TokenAnswer> {
  const response = await fetch(`${url}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${clientOf.pro}:outside-secret`)}` },
    body: new URLSearchParams({
      grant_type: 'urn:passerelle:grant-type:linked-account',
      subject_token: access_token,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      resource: 'https://personal.example/api',
      scope: 'balance',
    }),
  });
  return { status: response.status, tokens: (await response.json()) as Tokens };
}

/** The status. */
export async function linkedAccounts({ url }: ClusterNode, { access_token }: Tokens): Promise<number> {
  const response = await fetch(`${url}/linked-accounts`, { headers: { authorization: `Bearer ${access_token}` } });
  await response.body?.cancel();
  return response.status;
}

/** Whether the page opened; without a session of the space it sends to where one logs in. */
export async function preferences({ url }: ClusterNode, browser: Browser, space: SpaceName): Promise<boolean> {
  const { status } = await browser.request('GET', `${url}/preferences?space=${space}`);
  if (status !== 200 && status !== 303) throw new Error(`preferences answered ${status}`);
  return status === 200;
}
