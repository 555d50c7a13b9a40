/**
 * A cluster: nodes that share one store, one configuration and one set of keys. On MongoDB each is a process of its own; in memory
 * they share this process and a store whose every call takes a moment, so that whatever can come between does. Each node is spoken to at its
 * own address, and a browser may go from one to the other as behind a balancer.
 */
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { ServerStore } from '../../src/server/server.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { openMongoStore } from '../../src/storage/mongo/mongo-store.ts';
import { ownMongoUri, type StoreKind } from '../ground/stores.ts';
import type { Browser } from './browser.ts';
import { type Bank, openBank } from './node-bank.ts';
import { startNodeProcess } from './node-child.ts';
import { openSigningClient, type SigningClient } from './node-client.ts';
import type { NodeCommands } from './node-commands.ts';
import { type LogoutInbox, openLogoutInbox } from './node-relying-party.ts';
import { startNodeServer } from './node-server.ts';
import { createNodeSetup, type NodeSetup } from './node-setup.ts';
import { createOutside, type Outside } from './outside.ts';
import { openTravellerBetween } from './traveller.ts';

export interface ClusterNode extends Outside {
  readonly url: string;
  readonly commands: NodeCommands;
  /** How often this node has told an event, by its own metrics. */
  told(event: string): Promise<number>;
  /** SIGKILL, where the node is a process. */
  kill(): Promise<void>;
  /** Settles when its process has ended. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

export interface Cluster {
  readonly nodes: readonly [ClusterNode, ClusterNode];
  /** The store as the nodes see it, for a test to prepare and to look; `demo` as customers.ts wants it. */
  readonly demo: { readonly store: ServerStore };
  /** What relying parties were told by back-channel logout. */
  readonly inbox: LogoutInbox;
  /** The bank's systems: they push security events to a node. */
  readonly bank: Bank;
  /** The client that authenticates by private_key_jwt. */
  readonly signingClient: SigningClient;
  /** One more node, in the place of one that died. */
  startNode(): Promise<ClusterNode>;
  /** A browser that may speak to these nodes. */
  openBrowser(...nodes: readonly [ClusterNode, ...ClusterNode[]]): Browser;
  close(): Promise<void>;
}

export interface ClusterOptions {
  /** Milliseconds that the authenticator service takes to answer. */
  readonly approverTakes?: number;
  /** In place of the run's MongoDB, with the name of the database. */
  readonly mongoUri?: string;
}

export async function openCluster(kind: StoreKind, { approverTakes = 0, mongoUri }: ClusterOptions = {}): Promise<Cluster> {
  const inbox = await openLogoutInbox();
  const bank = await openBank();
  const signingClient = await openSigningClient();
  const setup = await createNodeSetup({ relyingParty: inbox.origin, bankKeys: bank.keys, clientKeys: signingClient.keys, approverTakes });
  const uri = kind === 'memory' ? undefined : (mongoUri ?? ownMongoUri());
  const clock = () => new Date();
  const { store, end } = uri === undefined ? inMemory(clock) : await onMongo(uri, clock);
  const running: ClusterNode[] = [];

  async function startNode(): Promise<ClusterNode> {
    const node = uri === undefined ? await nodeInMemory(setup, store) : await nodeInProcess(setup, uri);
    running.push(node);
    return node;
  }

  return {
    nodes: [await startNode(), await startNode()],
    demo: { store },
    inbox,
    bank,
    signingClient,
    startNode,
    openBrowser: (first, ...others) => openTravellerBetween([first.url, ...others.map(({ url }) => url)]),
    async close() {
      await Promise.all(running.map((node) => node.close()));
      await end();
      await inbox.close();
    },
  };
}

function inMemory(clock: () => Date): { store: ServerStore; end(): Promise<void> } {
  const store = createMemoryStore({ clock, latency: moment });
  return { store, end: () => store.close() };
}

/** The database goes with the cluster. */
async function onMongo(uri: string, clock: () => Date): Promise<{ store: ServerStore; end(): Promise<void> }> {
  const store = await openMongoStore({ uri, clock, answerWithin: 20_000 });
  return { store, end: () => store.drop() };
}

/** A turn of the event loop or a millisecond there, and the same back. */
function moment(): Promise<void> {
  return Math.random() < 0.5 ? setImmediate() : setTimeout(1);
}

async function nodeInMemory(setup: NodeSetup, store: ServerStore): Promise<ClusterNode> {
  const { port, commands, close } = await startNodeServer(setup, store, () => {
    throw new Error('a node of this process cannot die alone');
  });
  const kill = () => Promise.reject(new Error('a node of this process cannot be killed alone'));
  return { ...outsideAt(port, setup), commands, kill, ended: new Promise(() => undefined), close };
}

async function nodeInProcess(setup: NodeSetup, mongoUri: string): Promise<ClusterNode> {
  const { port, commands, kill, ended } = await startNodeProcess({ setup, mongoUri });
  return { ...outsideAt(port, setup), commands, kill, ended, close: kill };
}

function outsideAt(port: number, { relyingParty, secrets }: NodeSetup): Outside & Pick<ClusterNode, 'url' | 'told'> {
  const url = `http://localhost:${port}`;
  return {
    url,
    ...createOutside({ issuer: url, outside: relyingParty }),
    async told(event) {
      const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${secrets.metricsToken}` } });
      const [, count] = new RegExp(`^passerelle_events_total\\{event="${event}"\\} (\\d+)$`, 'm').exec(await response.text()) ?? [];
      return Number(count ?? 0);
    },
  };
}
