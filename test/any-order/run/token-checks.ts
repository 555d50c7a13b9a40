/** What a token says, and whether it works: introspection, userinfo and the ID token name the account and the level that were meant, or nobody. */
import { decodeJwt } from 'jose';
import { relyingParty, type Tokens } from '../../extension/bare-flows.ts';
import { causeOf, type Issued, isOver, type Meant, nameOf, type Wallet, works } from './wallet.ts';

type Claims = Readonly<Record<string, unknown>>;

export async function check(wallet: Wallet, one: Issued, alsoUserinfo = false): Promise<string[]> {
  if (!one.tokens || one.login === undefined) return [];
  const { bank, count } = wallet;
  const said = await introspected(wallet, one);
  const active = said['active'] === true;
  const cause = causeOf(wallet, one);
  count(one.by === 'grant' ? `granted ${cause}` : cause);
  if (one.operation !== undefined) count('token of an operation');
  if (active && isOver(wallet, one)) return [`a token works: ${nameOf(one)}, ${cause}`];
  if (!active && works(wallet, one) && one.sure) return [`a token does not work: ${nameOf(one)}`];
  if (active && !isMeant(one, said)) return [`introspection says ${JSON.stringify(said)} of ${nameOf(one)}`];
  const wrong = active && otherOperation(one, said);
  if (wrong) return [wrong];
  if (!alsoUserinfo || isForAResource(one)) return [];
  const { status, claims } = await relyingParty(bank, one.client).userinfo(one.tokens);
  count(`userinfo: ${status}`);
  if (status !== (active ? 200 : 401))
    return [`userinfo answered ${status} for an ${active ? 'active' : 'inactive'} token: ${nameOf(one)}`];
  return status === 200 && !isMeant(one, claims) ? [`userinfo says ${JSON.stringify(claims)} of ${nameOf(one)}`] : [];
}

/** The model allows one account and one level for each login: nothing else may ever be said. */
export function notMeant(one: Issued, { id_token = '' }: Tokens): string | undefined {
  const said = decodeJwt(id_token);
  return isMeant(one, said) ? undefined : `an ID token for ${JSON.stringify(said)} where ${nameOf(one)} was meant`;
}

async function introspected({ bank }: Wallet, { tokens }: Issued): Promise<Claims> {
  const response = await relyingParty(bank, 'rp-rs').post('/token/introspection', { token: tokens?.['access_token'] ?? '' });
  return (await response.json()) as Claims;
}

function isMeant({ meant }: Issued, { sub, acr, act, linked_from, auth_time }: Claims): boolean {
  const actor = typeof act === 'object' && act !== null && 'sub' in act ? act.sub : undefined;
  return meant.some(
    (each) =>
      each.account === sub &&
      `urn:passerelle:acr:${each.level}` === acr &&
      (auth_time === undefined || auth_time === each.authAt) &&
      each.actor === actor &&
      linked_from === spaceOf(each),
  );
}

function spaceOf({ actor }: Meant): string | undefined {
  return actor?.slice(0, actor.indexOf('-'));
}

/** The token of an operation says that very operation; a refresh approves nothing, and no other token does. */
function otherOperation(one: Issued, { authorization_details: said }: Claims): string | undefined {
  const expected = one.operation !== undefined && !one.refreshed ? one.operation : undefined;
  const [detail, ...others] = Array.isArray(said) ? said : [];
  if (detail?.amount === expected && others.length === 0) return undefined;
  return `a token for ${JSON.stringify(said)} where the operation was ${expected}: ${nameOf(one)}`;
}

/** Such a token is not for userinfo, and no subject token. */
export function isForAResource({ by, operation, refreshed }: Issued): boolean {
  return by === 'grant' || (operation !== undefined && !refreshed);
}
