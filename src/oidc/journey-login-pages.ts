/** The target's own login, with the step-up as its bound form; and the library's consent to scopes. */
import type { DirectoryAccount } from '../linking/account-directory.ts';
import { acr, levelFor } from '../linking/assurance.ts';
import { acrRequestOf, operationOf } from './authorization-request.ts';
import { boundAccount } from './interaction-results.ts';
import type { Moves } from './journey-moves.ts';
import type { LoginPage, ScopesPage } from './pages.ts';
import type { Parts } from './parts.ts';
import { loginProof, loginProofKey } from './stale-logins.ts';
import type { Visit } from './visit.ts';

export function createLoginPage({ directory, memories }: Parts, moves: Moves) {
  return async function loginPage(visit: Visit): Promise<LoginPage> {
    const { params, prompt } = visit.interaction;
    const level = levelFor(acrRequestOf(params));
    const account = await accountOf(visit);
    const operation = operationOf(params);
    const activateFrom: unknown = prompt.details.activate_from;
    return {
      ...moves.page(visit, { level, account: account?.accountId }),
      page: 'login',
      level,
      ...(account && { account }),
      ...(operation && { operation }),
      ...(typeof params.login_hint === 'string' && { loginHint: params.login_hint }),
      ...(typeof activateFrom === 'string' && { activateFrom }),
      async finish(login) {
        const space = await memories.within(() => directory.spaceOf(login.accountId));
        if (space !== visit.space || (account && account.accountId !== login.accountId)) return { refused: 'wrong_account' };
        if (level === 'strong' && login.level !== 'strong') return { refused: 'level_not_reached' };
        // Always with its time: merged results are applied again at the next prompt's resume, and `auth_time` would move by itself.
        const ts = Math.floor(login.at.getTime() / 1000);
        const proved =
          login.credentialsVersion ??
          (await memories.within(() => directory.accounts([login.accountId]))).get(login.accountId)?.credentialsVersion;
        return moves.resumeWith(visit, {
          // Under a key of our own: what the code was when it was typed, looked at again when the browser comes back.
          [loginProofKey]: loginProof(login.at, proved),
          login: { accountId: login.accountId, acr: acr[login.level], amr: [...login.amr], ts, remember: false },
        });
      },
    };
  };

  /** Whom a step-up is for. The page of a direct session is not bound: its person may be somebody else than the one who is meant. */
  async function accountOf({ interaction }: Visit): Promise<DirectoryAccount | undefined> {
    const accountId = boundAccount(interaction);
    return accountId === undefined ? undefined : (await directory.accounts([accountId])).get(accountId);
  }
}

export function createScopesPage(moves: Moves) {
  return async function scopesPage(visit: Visit): Promise<ScopesPage> {
    const { scope } = visit.interaction.params;
    const scopes = typeof scope === 'string' ? scope.split(' ') : [];
    const page = moves.page(visit, { scopes, account: visit.session?.accountId });
    return {
      ...page,
      page: 'scopes',
      scopes,
      accept: async (shown) => (shown === page.shown ? moves.resumeWith(visit, { consent: {} }) : { refused: 'changed' }),
    };
  };
}
