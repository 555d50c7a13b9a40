/** The linked-account grant: a server of one space presents its customer's token, and is given one for the counterpart. */
import { relyingParty } from '../../extension/bare-flows.ts';
import { isIneligible } from '../model/decision.ts';
import { holds } from '../model/links.ts';
import { familyOf, isAlive, loginOf } from '../model/logins.ts';
import { other } from '../model/state.ts';
import { linkedAccountGrant, resourceOf } from '../wire.ts';
import { isForAResource } from './token-checks.ts';
import { type Issued, isOver, nameOf, type Wallet, works } from './wallet.ts';

/** Only where one state is known to be true, for the token hangs on a login of its own from now on. */
export async function exchange(wallet: Wallet, one: Issued): Promise<string[]> {
  const { bank, count, issued } = wallet;
  const usable = linkFor(wallet, one);
  const response = await relyingParty(bank, one.client).post('/token', {
    grant_type: linkedAccountGrant,
    subject_token: one.tokens?.['access_token'] ?? '',
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    resource: resourceOf(other(spaceOf(one.client))),
  });
  const tokens = (await response.json()) as Record<string, string>;
  if (response.status !== 200) {
    if (tokens['error'] !== 'invalid_request') return [`an exchange was answered ${response.status} ${JSON.stringify(tokens)}`];
    count(one.by === 'grant' ? 'exchange of an exchanged token' : usable === undefined ? 'refused exchange' : 'exchange of one of two');
    return usable !== undefined && one.sure ? [`an exchange by a live link was refused: ${nameOf(one)}`] : [];
  }
  if (isForAResource(one) || usable === undefined || isOver(wallet, one)) return [`a token was exchanged: ${nameOf(one)}`];
  count('exchange');
  const [state] = wallet.states();
  const { account, authAt } = loginOf(state, one.login ?? -1);
  const counterpart = state.links[usable]?.[other(one.space)] ?? '';
  const via = { link: usable, source: one.login ?? -1, epoch: state.epoch };
  state.logins.push({ space: other(one.space), account: counterpart, level: 'linked', authAt, via, ended: false });
  const login = state.logins.length - 1;
  issued.push({
    space: other(one.space),
    client: one.client,
    by: 'grant',
    code: '',
    meant: [{ account: counterpart, level: 'linked', authAt, actor: account }],
    login,
    family: familyOf(state, loginOf(state, login)),
    sure: one.sure,
    at: state.now,
    redeemed: true,
    refreshed: false,
    tokens,
  });
  return [];
}

/** The link that a live direct login may use, as for a switch: DESIGN.md section 5 and rows 5 to 8. */
function linkFor(wallet: Wallet, one: Issued): number | undefined {
  const [state] = wallet.states();
  if (one.login === undefined || !isAlive(state, one.login) || !works(wallet, one)) return undefined;
  const login = loginOf(state, one.login);
  if (login.via) return undefined;
  const found = state.links.findIndex((link) => holds(link) && link[login.space] === login.account);
  const link = state.links[found];
  if (!link || isIneligible(state, login.account, link)) return undefined;
  return link.by === one.login || login.authAt >= link.activatedAt ? found : undefined;
}

function spaceOf(client: string) {
  return client === 'rp-pro' ? 'pro' : 'particuliers';
}
