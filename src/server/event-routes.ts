/** `POST /events`: where the bank's systems push security event tokens (RFC 8935), about accounts of the spaces that the configuration lets them speak of. */
import Router from '@koa/router';
import { createEventReceiver } from '../events/receiver.ts';
import type { AccountDirectory } from '../linking/account-directory.ts';
import type { Passerelle } from '../oidc/passerelle-types.ts';
import type { PasserelleStore } from '../oidc/store.ts';
import type { Configuration } from './config/configuration.ts';
import type { AccountStore } from './directory/account-store.ts';
import { createBuiltInAccountChanges } from './directory/built-in-account-changes.ts';

export interface EventRouteDeps {
  readonly configuration: Configuration;
  readonly passerelle: Passerelle;
  readonly directory: AccountDirectory;
  readonly store: PasserelleStore & { readonly accounts: AccountStore };
  /** Whether the accounts are ours: a bank's own directory knows already what the event says. */
  readonly builtIn: boolean;
  readonly clock: () => Date;
  readonly newId: () => string;
  readonly fetch: typeof globalThis.fetch;
  readonly onEvent: (event: { readonly event: string }) => void;
}

export function createEventRoutes({
  configuration,
  passerelle,
  directory,
  store,
  builtIn,
  clock,
  newId,
  fetch,
  onEvent,
}: EventRouteDeps): Router {
  const { receiveSecurityEvent } = createEventReceiver({
    issuers: configuration.eventIssuers,
    subjects: { issuer: configuration.issuer, spaceOf: directory.spaceOf },
    passerelle,
    ...(builtIn && { accountChanges: createBuiltInAccountChanges({ accounts: store.accounts, newId }) }),
    events: store.artifacts('SecurityEvent'),
    feeds: store.feeds,
    clock,
    fetch,
    onEvent,
  });
  const router = new Router();
  router.all('/events', receiveSecurityEvent);
  return router;
}
