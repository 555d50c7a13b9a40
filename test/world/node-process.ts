/** A node in a process of its own: started, commanded and watched by its parent over the channel of `fork`. It ends with its parent. */
import { openMongoStore } from '../../src/storage/mongo/mongo-store.ts';
import type { FromNode, NodeCommands, ToNode } from './node-commands.ts';
import { startNodeServer } from './node-server.ts';

const started = Promise.withResolvers<NodeCommands>();

process.on('message', (message: ToNode) => {
  void (message.type === 'start' ? start(message) : obey(message));
});
process.on('disconnect', () => process.exit());

async function start({ setup, mongoUri }: Extract<ToNode, { type: 'start' }>): Promise<void> {
  // Patient: other tests share the machine, and a database without a primary is one of the things that happen to a node here.
  const store = await openMongoStore({ uri: mongoUri, clock: () => new Date(), answerWithin: 20_000 });
  const node = await startNodeServer(setup, store, () => process.kill(process.pid, 'SIGKILL'));
  started.resolve(node.commands);
  tell({ type: 'ready', port: node.port });
}

async function obey({ id, name, parameters }: Extract<ToNode, { type: 'command' }>): Promise<void> {
  try {
    const command: unknown = (await started.promise)[name];
    // Name and parameters are checked where they are sent: `remote` in node-child.ts.
    const value: unknown = await (command as (...parameters: readonly unknown[]) => Promise<unknown>)(...parameters);
    tell({ type: 'answer', id, value });
  } catch (error) {
    tell({ type: 'fault', id, message: error instanceof Error ? error.message : String(error) });
  }
}

function tell(message: FromNode): void {
  process.send?.(message);
}
