/**
 * One node: the server of `createServer` on a store that it shares with the others, and beside HTTP a few commands for what comes to a
 * node from the bank and not from a customer. Its worker rests until it is told to start, so that a test decides who works.
 */
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { createLog } from '../../src/server/log.ts';
import { createServer, type ServerStore } from '../../src/server/server.ts';
import { createWillingApprover } from './node-approver.ts';
import type { NodeCommands } from './node-commands.ts';
import { type NodeSetup, nodeConfiguration } from './node-setup.ts';
import { createMortalStore } from './node-store.ts';

export interface NodeServer {
  readonly port: number;
  readonly commands: NodeCommands;
  close(): Promise<void>;
}

/** Cheap hashes: the strength of secret codes is proved where they are hashed. */
const hashCost = { memory: 64, passes: 1, parallelism: 1 };
const operator = 'operator:conseiller';

/** The store is the caller's to close. `die`: ends the process of this node at once. */
export async function startNodeServer(setup: NodeSetup, inner: ServerStore, die: () => void): Promise<NodeServer> {
  let ahead = 0;
  const clock = () => new Date(Date.now() + ahead);
  const mortal = createMortalStore(inner, die);
  const approver = createWillingApprover({ clock, takes: setup.approverTakes, given: inner.replay });
  const faults: string[] = [];
  const { handler, passerelle } = createServer({
    configuration: nodeConfiguration(setup),
    secrets: setup.secrets,
    store: mortal.store,
    log: createLog({ level: 'error', stream: linesInto(faults) }),
    clock,
    hashCost,
    approvers: { pro: approver },
  });
  const http = createHttpServer(handler);
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening));

  const commands: NodeCommands = {
    revoke: (linkId, reason) => passerelle.links.revoke(linkId, { actor: operator, reason }),
    revokeAllOf: (accountId, reason) => passerelle.links.revokeAllOf(accountId, { actor: operator, reason }),
    suspend: (policyId) => passerelle.policies.suspend(policyId, { actor: operator }),
    resume: (policyId) => passerelle.policies.resume(policyId, { actor: operator }),
    startWorker: async () => passerelle.worker.start(),
    stopWorker: () => passerelle.worker.stop(),
    work: () => passerelle.worker.run(),
    watchCalls: async (death) => mortal.watch(death),
    calls: async () => mortal.calls,
    approve: async (willingness) => approver.be(willingness),
    takeFaults: async () => faults.splice(0),
    async advance(seconds) {
      ahead += seconds * 1000;
    },
  };
  return {
    // A listening HTTP server has an address of this kind.
    port: (http.address() as AddressInfo).port,
    commands,
    async close() {
      await passerelle.worker.stop();
      http.closeAllConnections();
      await new Promise((closed) => http.close(closed));
    },
  };
}

export function linesInto(lines: string[]): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
}
