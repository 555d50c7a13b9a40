/** What relying parties do at the token endpoint: codes and refresh tokens, used once, twice, too late. */
import { relyingParty } from '../../extension/bare-flows.ts';
import { operationsResource } from '../wire.ts';
import { notMeant } from './token-checks.ts';
import { type Issued, isOver, nameOf, revokeFamily, type Wallet, works } from './wallet.ts';

/** The library's own default. */
const codeLife = 60;

export async function redeem(wallet: Wallet, one: Issued): Promise<string[]> {
  const fresh = isFresh(wallet, one);
  const expected = !one.redeemed && works(wallet, one) && fresh;
  const answer = await ask(wallet, one);
  const first = !one.redeemed;
  one.redeemed = true;
  if (!first && fresh) revokeFamily(wallet, one);
  if (!first) wallet.count('replayed code');
  if (answer.status !== 200) {
    if (answer.tokens['error'] !== 'invalid_grant') return [`a code was answered ${answer.status} ${JSON.stringify(answer.tokens)}`];
    if (!expected) wallet.count('refused code');
    return expected && one.sure ? [`a code of a live login was refused: ${nameOf(one)}`] : [];
  }
  if (!first) return [`a code was accepted twice: ${nameOf(one)}`];
  one.tokens = answer.tokens;
  const wrong = notMeant(one, answer.tokens);
  if (wrong) return [wrong];
  return !fresh || isOver(wallet, one) ? [`a code of an ended login was accepted: ${nameOf(one)}`] : [];
}

/** Twice at once: one is answered at most, and then all of it dies (T19). */
export async function redeemTwice(wallet: Wallet, one: Issued): Promise<string[]> {
  const fresh = isFresh(wallet, one);
  const expected = works(wallet, one) && fresh ? 1 : 0;
  const answers = await Promise.all([ask(wallet, one), ask(wallet, one)]);
  one.redeemed = true;
  const winners = answers.filter(({ status }) => status === 200);
  const [winner] = winners;
  if (winner) one.tokens = winner.tokens;
  if (fresh) revokeFamily(wallet, one);
  wallet.count('code redeemed twice at once');
  const wrong = winner && notMeant(one, winner.tokens);
  if (wrong) return [wrong];
  return winners.length === expected ? [] : [`${winners.length} of two uses of a code were answered`];
}

/** Each refresh token is good for one use; one that is used again ends all that came from its code. */
export async function refresh(wallet: Wallet, one: Issued, replay = false): Promise<string[]> {
  const tokens = (replay ? one.before : one.tokens) ?? {};
  const expected = works(wallet, one) && !replay;
  const answer = await relyingParty(wallet.bank, one.client).refresh(tokens);
  if (replay) revokeFamily(wallet, one);
  wallet.count(replay ? 'replayed refresh token' : answer.status === 200 ? 'refresh' : 'refused refresh');
  if (answer.status !== 200) {
    if (answer.tokens['error'] !== 'invalid_grant') return [`a refresh was answered ${answer.status} ${JSON.stringify(answer.tokens)}`];
    return expected && one.sure ? [`a refresh of a live login was refused: ${nameOf(one)}`] : [];
  }
  one.before = tokens;
  one.tokens = answer.tokens;
  one.refreshed = true;
  const wrong = notMeant(one, answer.tokens);
  if (wrong) return [wrong];
  if (answer.tokens['refresh_token'] === tokens['refresh_token']) return [`a refresh token stayed the same: ${nameOf(one)}`];
  return replay || isOver(wallet, one) ? [`a refresh of an ended login was answered: ${nameOf(one)}`] : [];
}

/** The token that was just used is used once more. */
export async function refreshTwice(wallet: Wallet, one: Issued): Promise<string[]> {
  const { tokens } = one;
  const faults = await refresh(wallet, one);
  return faults.length > 0 || one.tokens === tokens ? faults : refresh(wallet, one, true);
}

function isFresh({ states }: Wallet, { at }: Issued): boolean {
  return states()[0].now < at + codeLife;
}

function ask({ bank }: Wallet, { client, code, operation }: Issued) {
  return relyingParty(bank, client).redeem(code, operation === undefined ? {} : { resource: operationsResource });
}
