/** What the admin API works with: the extension's public face, and the built-in accounts where the server has them. */
import type { AccountDirectory } from '../../linking/account-directory.ts';
import type { Passerelle } from '../../oidc/passerelle-types.ts';
import type { AccountStore } from '../directory/account-store.ts';
import type { AdminScope } from './scopes.ts';

export interface AdminDeps {
  readonly issuer: string;
  readonly passerelle: Pick<Passerelle, 'authorize' | 'links' | 'policies' | 'deliveries'>;
  readonly directory: AccountDirectory;
  /** Absent where the directory is the bank's own. */
  readonly builtInAccounts?: {
    readonly store: Pick<AccountStore, 'byIdentifier'>;
    readonly credentials: AccountCredentials;
  };
  /** What each client's configuration allows it now; a token from before a change is worth no more. */
  readonly scopesOf: (clientId: string) => readonly AdminScope[];
  readonly onEvent: (event: AdminEvent) => void;
}

export interface AccountCredentials {
  /** A new secret code to be changed at the next login, and a new credentials version; `false` when there is no such account. */
  reset(accountId: string, secretCode: string): Promise<boolean>;
}

/** Never holds an identifier, an account, a code or a token. */
export type AdminEvent =
  | { readonly event: 'admin.done'; readonly operation: string; readonly client?: string; readonly actor?: string }
  | {
      readonly event: 'admin.refused';
      readonly operation: string;
      readonly client?: string;
      readonly actor?: string;
      readonly reason: string;
    }
  | { readonly event: 'fault'; readonly operation: string; readonly error: Error };
