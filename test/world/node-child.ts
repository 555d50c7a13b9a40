/** The parent's side of a node in a process of its own: starts it, passes on commands, kills it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type CommandName, commandNames, type FromNode, type NodeCommands, type ToNode } from './node-commands.ts';

export interface NodeProcess {
  readonly port: number;
  /** Each fails when the node dies before it has answered. */
  readonly commands: NodeCommands;
  /** Settles when the process has ended, however it did. */
  readonly ended: Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
}

/** What the command of a dead node fails with: whether it was done, nobody knows. */
export class NodeDied extends Error {
  override readonly name = 'NodeDied';
}

const compileCache = fileURLToPath(new URL('../../.cache/node', import.meta.url));
const program = fileURLToPath(new URL('node-process.ts', import.meta.url));

export async function startNodeProcess(start: Omit<Extract<ToNode, { type: 'start' }>, 'type'>): Promise<NodeProcess> {
  // Not with the flags of the test runner; dates stay dates; compiled once for all nodes.
  const child = fork(program, {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
    serialization: 'advanced',
    silent: true,
  });
  const output = outputOf(child);
  const ended = once(child, 'exit').then(() => undefined);
  const ready = Promise.withResolvers<number>();
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();

  child.on('message', (message: FromNode) => {
    if (message.type === 'ready') return ready.resolve(message.port);
    const { resolve, reject } = waiting.get(message.id) ?? {};
    waiting.delete(message.id);
    if (message.type === 'answer') resolve?.(message.value);
    else reject?.(new Error(message.message));
  });
  child.on('exit', (code, signal) => {
    const death = new NodeDied(`the node ended (${signal ?? code}): ${output()}`);
    ready.reject(death);
    for (const { reject } of waiting.values()) reject(death);
    waiting.clear();
  });

  let commandsSent = 0;
  function send(name: CommandName, parameters: readonly unknown[]): Promise<unknown> {
    const answer = Promise.withResolvers<unknown>();
    const id = ++commandsSent;
    if (child.exitCode !== null || child.signalCode !== null) return Promise.reject(new NodeDied('the node is not running'));
    waiting.set(id, answer);
    // A channel that breaks is no error of its own: `exit` follows, and answers.
    child.send({ type: 'command', id, name, parameters } satisfies ToNode, () => undefined);
    return answer.promise;
  }

  child.send({ type: 'start', ...start } satisfies ToNode);
  return {
    port: await ready.promise,
    commands: remote(send),
    ended,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Every command by its name. What comes back is what node-process.ts was answered by the same command. */
function remote(send: (name: CommandName, parameters: readonly unknown[]) => Promise<unknown>): NodeCommands {
  const commands = commandNames.map((name) => [name, (...parameters: unknown[]) => send(name, parameters)]);
  return Object.fromEntries(commands) as NodeCommands;
}

/** The last words of a process that ended unasked. */
function outputOf(child: ChildProcess): () => string {
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  return () => chunks.join('').slice(-2000);
}
