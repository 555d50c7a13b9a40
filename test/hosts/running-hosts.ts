/** Every kind of host that the extension is used on, running: our server, and the guide's host under Express and under Koa, over http and behind TLS. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Configuration } from 'oidc-provider';
import type { PasserelleEvent } from '../../src/oidc/passerelle.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { type Browser, openBrowser } from '../world/browser.ts';
import { createOutside, type Outside } from '../world/outside.ts';
import type { PhoneHand } from '../world/phone-hand.ts';
import { openWorld } from '../world/world.ts';
import { type HostBank, openBank, ownConfiguration, relyingParty, resource } from './bank.ts';
import { deepFreeze } from './deep-freeze.ts';
import { type Guide, type GuideHost, openGuide } from './guide.ts';
import { office } from './office.ts';
import { openTlsProxy } from './tls-proxy.ts';

export interface RunningHost extends Outside {
  readonly issuer: string;
  readonly phone: PhoneHand;
  /** The resource server of the personal space. */
  readonly resource: string;
  /** What the TLS proxy passed to browsers; nothing without one. */
  readonly setCookies: readonly string[];
  openBrowser(): Browser;
  close(): Promise<void>;
}

export interface GuidedHost extends RunningHost {
  readonly guide: Guide;
  readonly bank: HostBank;
  readonly host: GuideHost;
}

export interface HostOptions {
  readonly tls: boolean;
  readonly onEvent?: (event: PasserelleEvent) => void;
  /** Over the configuration that the host had before. */
  readonly configuration?: Configuration;
  /** Between the two verbs and the mount. */
  readonly prepare?: (guide: Guide, host: GuideHost, store: ReturnType<typeof createMemoryStore>) => void;
}

export type Mount = (guide: Guide, host: GuideHost, bank: HostBank) => RequestListener;

export const inExpress: Mount = (guide, host, bank) => guide.inExpress(host, bank);
export const inKoa: Mount = (guide, host, bank) => guide.inKoa(host, bank);

export const kinds = [
  { name: 'our server', mountPath: '', tls: false, open: () => openServer({ tls: false }) },
  { name: 'the guide under Express', mountPath: '/oidc', tls: false, open: () => openGuided(inExpress, { tls: false }) },
  { name: 'the guide under Koa', mountPath: '/oidc', tls: false, open: () => openGuided(inKoa, { tls: false }) },
  { name: 'our server behind TLS', mountPath: '', tls: true, open: () => openServer({ tls: true }) },
  { name: 'the guide under Express behind TLS', mountPath: '/oidc', tls: true, open: () => openGuided(inExpress, { tls: true }) },
  { name: 'the guide under Koa behind TLS', mountPath: '/oidc', tls: true, open: () => openGuided(inKoa, { tls: true }) },
] as const satisfies readonly { name: string; mountPath: string; tls: boolean; open(): Promise<RunningHost> }[];

async function openServer({ tls }: HostOptions): Promise<RunningHost> {
  const proxy = tls ? await openTlsProxy() : undefined;
  const clients = [{ ...office, require_pushed_authorization_requests: false, introspects: 'any_token' }];
  const world = await openWorld('memory', { overlay: { clients, ...(proxy && { issuer: proxy.origin, behind_proxy: true }) } });
  const { issuer: origin, outside, particuliers } = world.demo.urls;
  proxy?.forwardTo(Number(new URL(origin).port));
  const issuer = proxy?.origin ?? origin;
  return {
    ...createOutside({ issuer, outside }),
    issuer,
    phone: world.phone,
    resource: `${particuliers}/api`,
    setCookies: proxy?.setCookies ?? [],
    openBrowser: () => openBrowser(issuer),
    async close() {
      await proxy?.close();
      await world.close();
    },
  };
}

/** Everything that is given to the extension is frozen to its depths: whatever would change it throws (T59). */
export async function openGuided(
  mount: Mount,
  { tls, prepare, configuration: changes, onEvent = () => undefined }: HostOptions,
): Promise<GuidedHost> {
  const guide = await openGuide();
  const proxy = tls ? await openTlsProxy() : undefined;
  // The address is in the issuer: the server listens first, and is given its application then.
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, listening));
  // A listening HTTP server has an address of this kind.
  const { port } = server.address() as AddressInfo;
  proxy?.forwardTo(port);

  const origin = proxy?.origin ?? `http://localhost:${port}`;
  const issuer = `${origin}/oidc`;
  const bank = openBank();
  const store = createMemoryStore({ clock: () => new Date() });
  const configuration = guide.configurationFor(issuer, ['a key of the tests, and of nobody else'], {
    ...(await ownConfiguration()),
    ...changes,
  });
  const host = guide.createHost(
    deepFreeze({
      issuer,
      configuration,
      behindProxy: tls,
      spaces: guide.spaces.map((space) => ({ ...space, clients: [`outside-${space.id}`], entryClient: `outside-${space.id}` })),
      policies: guide.policies.map((policy) => ({
        ...policy,
        clients: ['outside-pro', 'outside-particuliers'],
        clientsWithoutPar: ['outside-pro', 'outside-particuliers'],
        grants: policy.grants.map((grant) => ({ ...grant, client: 'outside-pro' })),
      })),
      store,
      directory: bank.directory,
      approvers: { pro: bank.approver },
      onEvent,
    }),
  );
  prepare?.(guide, host, store);
  server.on('request', mount(guide, host, bank));
  const stop = guide.startWorking(server, host);
  return {
    ...createOutside({ issuer, outside: relyingParty }),
    issuer,
    phone: bank.phone,
    resource,
    setCookies: proxy?.setCookies ?? [],
    guide,
    bank,
    host,
    openBrowser: () => openBrowser(origin),
    async close() {
      await proxy?.close();
      await stop();
      await store.close();
    },
  };
}
