/**
 * "Pass Sécurité", the authenticator app of the demo: a phone-like page and, behind it, a small CIBA provider.
 * It stands for the bank's own authenticator service and knows its clients by the wire only.
 * It tells the time itself, not by a clock passed in: oidc-provider reads the system's, and the two must agree.
 */
import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { listen } from './listen.ts';
import type { Mailbox } from './mailbox.ts';
import { createMailboxRoutes } from './mailbox-routes.ts';
import { createPages, pageHeadersFactory } from './pages.ts';
import { createApprovals } from './phone-approvals.ts';
import { createPhoneProvider, type PhoneClient, publishDecision } from './phone-provider.ts';
import { createPhoneRoutes } from './phone-routes.ts';

export type { PhoneClient } from './phone-provider.ts';

export interface PhoneOptions {
  /** 0 takes any free port; the answer's `url` tells which. */
  readonly port: number;
  readonly clients: readonly PhoneClient[];
  /** Shown at `/mailbox`; no such address without it. */
  readonly mailbox?: Mailbox;
  /** Loopback unless given. */
  readonly host?: string | undefined;
}

export interface Phone {
  /** The address of the page, and the issuer. */
  readonly url: string;
  close(): Promise<void>;
}

export async function startPhone({ port, clients, mailbox, host }: PhoneOptions): Promise<Phone> {
  const now = () => Date.now();
  const signingKey = await createSigningKey();
  const listener = await listen(port, host);
  const issuer = `http://localhost:${listener.port}`;

  const approvals = createApprovals({ now });
  const provider = createPhoneProvider({ issuer, clients, signingKey, approvals, now });
  const pages = createPages();
  const routes = createPhoneRoutes({ approvals, pages, publish: (approval) => publishDecision(provider, approval, now) });
  provider.use(pageHeadersFactory([]));
  provider.use(pages.routes);
  provider.use(routes.routes());
  if (mailbox) provider.use(createMailboxRoutes({ mailbox, pages }).routes());
  listener.serve(provider.callback());

  return { url: issuer, close: () => listener.close() };
}

async function createSigningKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomBytes(8).toString('hex'), alg: 'ES256', use: 'sig' };
}
