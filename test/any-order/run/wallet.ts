/**
 * The codes and tokens that relying parties were given, each with the login that the model says it is for: whose it must be, whether it
 * must still work, and that it does not once anything that it hangs on has ended.
 */
import { decodeJwt } from 'jose';
import { isActive, relyingParty, type Tokens } from '../../extension/bare-flows.ts';
import { holds } from '../model/links.ts';
import { familyOf, isAlive, loginOf } from '../model/logins.ts';
import { accountOf, type State } from '../model/state.ts';
import type { Level, Space } from '../model/table.ts';
import { clientOf } from '../steps/step.ts';
import type { Bank } from '../wire.ts';

/** The library's own default. */
const codeLife = 60;

/** Whom a code may be for. */
export interface Meant {
  readonly account: string;
  readonly level: Level;
  readonly actor?: string;
}

export interface Issued {
  readonly space: Space;
  readonly code: string;
  readonly meant: readonly Meant[];
  /** The login and the grant that it hangs on, as far as they are known. */
  readonly login?: number;
  readonly family?: number;
  /** False after two requests at once: another login of the same link, or another grant, may be the one. */
  sure: boolean;
  readonly at: number;
  redeemed: boolean;
  tokens?: Tokens;
  before?: Tokens;
}

export function meantIn(state: State, space: Space): Meant & { readonly login: number; readonly family: number } {
  const login = state.sessions[space];
  if (login === undefined) throw new Error('a code is for somebody who is signed in');
  const { account, level, via } = loginOf(state, login);
  const actor = via && loginOf(state, via.source).account;
  return { account, level, ...(actor !== undefined && { actor }), login, family: familyOf(state, loginOf(state, login)) };
}

export type Wallet = ReturnType<typeof createWallet>;

export function createWallet(bank: Bank, states: () => readonly [State, ...State[]], count: (what: string) => void) {
  const issued: Issued[] = [];
  const state = () => states()[0];

  function revokeFamily({ family }: Issued): void {
    if (family !== undefined) for (const each of states()) each.families[family] = false;
  }

  /** The first state was not the true one: whose a token is stays known, what it hangs on does not. */
  function forgetLogins(): void {
    for (const one of issued) {
      Reflect.deleteProperty(one, 'login');
      Reflect.deleteProperty(one, 'family');
      one.sure = false;
    }
  }

  function works({ login, family }: Issued): boolean {
    return isAlive(state(), login) && family !== undefined && state().families[family] === true;
  }

  /** What must not be accepted any more: of a login that is not sure, only what its link, policy or source have ended. */
  function isOver(one: Issued): boolean {
    if (one.sure) return !works(one);
    const via = one.login === undefined ? undefined : loginOf(state(), one.login).via;
    const link = via && state().links[via.link];
    return link !== undefined && (!holds(link) || state().suspended || state().epoch !== via?.epoch || !isAlive(state(), via.source));
  }

  async function redeem(one: Issued, ask = relyingParty(bank, clientOf(one.space)).redeem): Promise<string[]> {
    const fresh = state().now < one.at + codeLife;
    const expected = !one.redeemed && works(one) && fresh;
    const answer = await ask(one.code);
    const first = !one.redeemed;
    one.redeemed = true;
    if (!first && fresh) revokeFamily(one);
    if (!first) count('replayed code');
    if (answer.status !== 200) {
      if (answer.tokens['error'] !== 'invalid_grant') return [`a code was answered ${answer.status} ${JSON.stringify(answer.tokens)}`];
      if (!expected) count('refused code');
      return expected && one.sure ? [`a code of a live login was refused: ${nameOf(one)}`] : [];
    }
    if (!first) return [`a code was accepted twice: ${nameOf(one)}`];
    one.tokens = answer.tokens;
    const wrong = notMeant(one, answer.tokens);
    if (wrong) return [wrong];
    return !fresh || isOver(one) ? [`a code of an ended login was accepted: ${nameOf(one)}`] : [];
  }

  /** Twice at once: one is answered at most, and then all of it dies (T19). */
  async function redeemTwice(one: Issued): Promise<string[]> {
    const ask = relyingParty(bank, clientOf(one.space)).redeem;
    const fresh = state().now < one.at + codeLife;
    const expected = works(one) && fresh ? 1 : 0;
    const answers = await Promise.all([ask(one.code), ask(one.code)]);
    one.redeemed = true;
    const winners = answers.filter(({ status }) => status === 200);
    const [winner] = winners;
    if (winner) one.tokens = winner.tokens;
    if (fresh) revokeFamily(one);
    count('code redeemed twice at once');
    const wrong = winner && notMeant(one, winner.tokens);
    if (wrong) return [wrong];
    return winners.length === expected ? [] : [`${winners.length} of two uses of a code were answered`];
  }

  async function refresh(
    one: Issued,
    { tokens = {}, replay = false }: { tokens?: Tokens | undefined; replay?: boolean },
  ): Promise<string[]> {
    const expected = works(one) && !replay;
    const answer = await relyingParty(bank, clientOf(one.space)).refresh(tokens);
    if (replay) revokeFamily(one);
    count(replay ? 'replayed refresh token' : answer.status === 200 ? 'refresh' : 'refused refresh');
    if (answer.status !== 200) {
      if (answer.tokens['error'] !== 'invalid_grant') return [`a refresh was answered ${answer.status} ${JSON.stringify(answer.tokens)}`];
      return expected && one.sure ? [`a refresh of a live login was refused: ${nameOf(one)}`] : [];
    }
    one.before = tokens;
    one.tokens = answer.tokens;
    const wrong = notMeant(one, answer.tokens);
    if (wrong) return [wrong];
    return replay || isOver(one) ? [`a refresh of an ended login was answered: ${nameOf(one)}`] : [];
  }

  /** Introspection, and what userinfo says. */
  async function check(one: Issued, alsoUserinfo = false): Promise<string[]> {
    if (!one.tokens || one.login === undefined) return [];
    const [expected, active] = [works(one), await isActive(bank, one.tokens)];
    count(causeOf(one));
    if (active && isOver(one)) return [`a token works: ${nameOf(one)}, ${causeOf(one)}`];
    if (!active && expected && one.sure) return [`a token does not work: ${nameOf(one)}`];
    if (!alsoUserinfo) return [];
    const { status, claims } = await relyingParty(bank, clientOf(one.space)).userinfo(one.tokens);
    if (status !== (active ? 200 : 401))
      return [`userinfo answered ${status} for an ${active ? 'active' : 'inactive'} token: ${nameOf(one)}`];
    return status === 200 && !one.meant.some(({ account }) => account === claims['sub'])
      ? [`userinfo of ${claims['sub']}: ${nameOf(one)}`]
      : [];
  }

  /** What a token that was looked at is, in the words that are counted. */
  function causeOf({ login, family }: Issued): string {
    const found = login === undefined ? undefined : state().logins[login];
    if (!found) return 'token of one of two logins';
    if (isAlive(state(), login))
      return family !== undefined && !state().families[family] ? 'token of a revoked family' : 'token that works';
    const link = found.via && state().links[found.via.link];
    if (link && !holds(link)) return 'token of a link that is over';
    if (found.via && state().suspended) return 'token of a suspended policy';
    if (link && [link.pro, link.particuliers].some((id) => accountOf(state(), id).blocked)) return 'token of a blocked account';
    if (found.via && !isAlive(state(), found.via.source)) return 'token whose source is gone';
    return found.via ? 'token of a linked login that ended' : 'token of a direct login that ended';
  }

  return { issued, forgetLogins, redeem, redeemTwice, refresh, check };
}

/** The model allows one account and one level for each login: nothing else may ever be said. */
function notMeant({ meant, ...one }: Issued, { id_token = '' }: Tokens): string | undefined {
  const { sub, acr, act, linked_from } = decodeJwt(id_token);
  const actor = typeof act === 'object' && act !== null && 'sub' in act ? act.sub : undefined;
  const same = meant.some(
    (each) =>
      each.account === sub &&
      `urn:passerelle:acr:${each.level}` === acr &&
      each.actor === actor &&
      linked_from === (each.actor === undefined ? undefined : each.actor.slice(0, each.actor.indexOf('-'))),
  );
  return same
    ? undefined
    : `an ID token for ${JSON.stringify({ sub, acr, act, linked_from })} where ${nameOf({ meant, ...one })} was meant`;
}

function nameOf({ space, meant }: Pick<Issued, 'space' | 'meant'>): string {
  return `${space} ${JSON.stringify(meant)}`;
}
