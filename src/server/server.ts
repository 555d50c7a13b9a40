/**
 * The ready-to-run server, put together: the extension, the provider, the built-in accounts, the pages. It uses the extension as any
 * outside user could, through its door. This folder owns configuration, logins, pages, logs and addresses, and no rule of linking.
 */
import { nanoid } from 'nanoid';
import Provider from 'oidc-provider';
import type { AccountDirectory } from '../linking/account-directory.ts';
import type { Approver } from '../linking/approver.ts';
import { createPasserelle, createPorts } from '../oidc/passerelle.ts';
import type { Passerelle } from '../oidc/passerelle-types.ts';
import type { PasserelleStore } from '../oidc/store.ts';
import { adminRoutes } from './admin/routes.ts';
import { cibaApprovers } from './approver/ciba-approvers.ts';
import type { Configuration } from './config/configuration.ts';
import type { Credentials } from './credentials/credentials-port.ts';
import { createLoginLimiter } from './credentials/login-limits.ts';
import type { HashCost } from './credentials/secret-code-hash.ts';
import { accountChecks } from './directory/account-answers.ts';
import type { AccountStore } from './directory/account-store.ts';
import { createBuiltInContacts } from './directory/built-in-contacts.ts';
import { createBuiltInDirectory } from './directory/built-in-directory.ts';
import { createEventRoutes } from './event-routes.ts';
import { logEvent, logProviderEvents } from './events.ts';
import { healthRoutes } from './health.ts';
import { type Listening, listenOn } from './listen.ts';
import type { Log } from './log.ts';
import { createLogins } from './logins.ts';
import { createMetrics } from './metrics.ts';
import type { AccountContacts } from './notices/account-contacts-port.ts';
import type { Mailer } from './notices/mail-port.ts';
import { createNotices } from './notices/notices.ts';
import { createOutgoingFetch } from './outgoing-fetch.ts';
import { pageDeps } from './page-deps.ts';
import { createPages } from './pages/provider-pages.ts';
import { pageRoutes } from './pages/routes.ts';
import { providerConfiguration } from './provider-configuration.ts';
import { currentRequestId, identifyRequest } from './request-id.ts';
import { formTokenKey, type Secrets } from './secrets.ts';
import { createSecurityHeaders } from './security-headers.ts';
import { createTokenSigner } from './token-signer.ts';
import { createRefusalOfUnknown } from './unknown-address.ts';

export interface ServerStore extends PasserelleStore {
  readonly accounts: AccountStore;
  ping?(): Promise<void>;
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly configuration: Configuration;
  readonly secrets: Secrets;
  /** Closed with the server. */
  readonly store: ServerStore;
  readonly log: Log;
  /** The bank's own; over the built-in accounts unless given. */
  readonly directory?: AccountDirectory;
  /** Where customers are written to; the built-in accounts' addresses unless given. A directory of your own has none. */
  readonly contacts?: AccountContacts;
  /** In place of the configuration's mail server. */
  readonly mailer?: Mailer;
  /** By space; CIBA services from the configuration unless given. */
  readonly approvers?: Readonly<Record<string, Approver>>;
  /** How long a call of the store, the directory or an approver may take, in milliseconds; then it is an outage (503). */
  readonly answerWithin?: number;
  readonly clock?: () => Date;
  /** 256 bits of randomness each. */
  readonly newId?: () => string;
  /** Of secret codes; smaller in tests. */
  readonly hashCost?: HashCost;
  /** A mongoose connection on which all nodes count failed logins; counted in this process without one. */
  readonly limiterStore?: unknown;
}

export interface PasserelleServer {
  readonly provider: Provider;
  readonly passerelle: Passerelle;
  readonly credentials: Credentials;
  readonly directory: AccountDirectory;
  /** For node's `http.createServer`. */
  readonly handler: ReturnType<Provider['callback']>;
  /** Throws when a client of the configuration is not one for oidc-provider. */
  checkClients(): Promise<void>;
  /** Ready no more; for a balancer to see before the doors close. */
  drain(): void;
  listen(port: number, hosts: readonly string[]): Promise<void>;
  /** Finishes what is under way, then closes the store. */
  close(): Promise<void>;
}

export function createServer(options: ServerOptions): PasserelleServer {
  const { configuration, secrets, log, clock = () => new Date(), newId = () => nanoid(43) } = options;
  const builtIn = options.directory === undefined;
  const given = {
    store: options.store,
    directory: options.directory ?? createBuiltInDirectory(options.store.accounts),
    approvers: options.approvers ?? cibaApprovers(configuration, secrets, clock),
    ...(options.answerWithin !== undefined && { answerWithin: options.answerWithin }),
  };
  // The extension guards what it is given; these are for the server's own rooms.
  const { directory, approvers, guard, ...ports } = createPorts(given);
  const store = { ...ports.store, accounts: guard('store.accounts', options.store.accounts, accountChecks) };
  const spaceOf = (clientId: string) => configuration.clients.find((client) => client.clientId === clientId)?.space;
  const metrics = createMetrics({ counts: () => passerelle.deliveries.counts(), token: secrets.metricsToken, clock });
  const writeLog = logEvent(log, spaceOf);
  const onEvent: typeof writeLog = (event) => {
    metrics.onEvent(event);
    writeLog(event);
  };
  const notices = createNotices({
    configuration,
    mailer: options.mailer,
    contacts: options.contacts ?? (builtIn ? createBuiltInContacts(store.accounts) : undefined),
  });
  const outgoingFetch = createOutgoingFetch(configuration.outgoingHosts);

  const pages = createPages({
    issuer: configuration.issuer,
    spaces: configuration.spaces,
    languages: configuration.languages,
    sessionFor: (host, space) => passerelle.sessionFor(host, space),
    usesOf: (accountId) => passerelle.links.uses(accountId),
    formTokenKey: formTokenKey(secrets),
  });
  const passerelle = createPasserelle({
    spaces: configuration.spaces,
    policies: () => configuration.policies,
    ...given,
    clock,
    newId,
    onEvent,
    requestId: currentRequestId,
    securityEvents: {
      receivers: configuration.eventReceivers,
      sign: createTokenSigner(secrets.jwks)('secevent+jwt'),
      fetch: outgoingFetch,
    },
    ...(notices && { notices }),
    sessionLife: configuration.lives.session,
    renderFormPost: pages.renderFormPost,
    ...(configuration.postMethods === 'body-only' && { postMethods: 'body-only' as const }),
  });
  const logins = createLogins({
    configuration,
    store,
    directory,
    approvers,
    limiter: guard('limiter', createLoginLimiter(configuration.loginLimits, options.limiterStore)),
    hashCost: options.hashCost,
    clock,
    newId,
    onEvent,
  });
  const deps = pageDeps({ configuration, secrets, passerelle, directory, ...logins, clock, newId, onEvent });

  const provider = new Provider(
    configuration.issuer,
    passerelle.configure(
      providerConfiguration(configuration, secrets, {
        directory,
        pages,
        fetch: outgoingFetch,
      }),
    ),
  );
  provider.proxy = configuration.behindProxy;
  // Of X-Forwarded-For only what our own proxy added: the rest is whatever the sender likes, and login limits count by address.
  provider.maxIpsCount = 1;
  let draining = false;
  const listening: Listening[] = [];

  // Outermost: what every answer has, whatever happens further in.
  provider.use(identifyRequest);
  provider.use(createSecurityHeaders(configuration));
  provider.use(healthRoutes({ ping: async () => options.store.ping?.(), draining: () => draining }).routes());
  provider.use(metrics.routes.routes());
  passerelle.install(provider);
  provider.use(createRefusalOfUnknown(provider, { posts: configuration.postMethods === 'body-only' }));
  provider.use(
    createEventRoutes({ configuration, passerelle, directory, store, builtIn, clock, newId, fetch: outgoingFetch, onEvent }).routes(),
  );
  provider.use(
    adminRoutes({
      issuer: configuration.issuer,
      passerelle,
      directory,
      ...(builtIn && { builtInAccounts: { store: store.accounts, credentials: logins.credentials } }),
      scopesOf: (clientId) => configuration.clients.find((client) => client.clientId === clientId)?.adminScopes ?? [],
      onEvent,
    }).routes(),
  );
  provider.use(pageRoutes(deps).routes());
  logProviderEvents(provider, log, spaceOf);
  const handler = provider.callback();

  async function checkClients(): Promise<void> {
    for (const { clientId } of configuration.clients) await provider.Client.find(clientId);
  }

  return {
    provider,
    passerelle,
    credentials: logins.credentials,
    directory,
    handler,
    checkClients,
    drain() {
      draining = true;
    },
    async listen(port, hosts) {
      await checkClients();
      listening.push(await listenOn(handler, port, hosts));
      passerelle.worker.start();
    },
    async close() {
      draining = true;
      await Promise.all(listening.map((server) => server.close()));
      await passerelle.worker.stop();
      await options.store.close();
    },
  };
}
