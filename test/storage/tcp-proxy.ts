/** A wire between a store and its mongod that a test can hold, and that can lose one reply. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface TcpProxy {
  readonly port: number;
  /** From now on nothing comes back, and no connection breaks. */
  hold(): void;
  release(): void;
  /** The next command of this name reaches the server, which does it; its connection breaks before the reply. */
  loseReplyTo(command: string): void;
  readonly repliesLost: number;
  close(): Promise<void>;
}

export async function createTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let held = false;
  let losing: string | undefined;
  let repliesLost = 0;

  const server = createServer((client) => {
    const upstream = connect(target);
    let breaks = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (chunk: Buffer) => {
      // The name of a command is the first key of its document.
      if (losing !== undefined && chunk.includes(`${losing}\0`)) {
        losing = undefined;
        breaks = true;
      }
      upstream.write(chunk);
    });
    upstream.on('data', (chunk: Buffer) => {
      if (breaks) {
        repliesLost += 1;
        client.destroy();
      } else if (!held) client.write(chunk);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    // A listening TCP server has an address of this kind.
    port: (server.address() as AddressInfo).port,
    hold: () => {
      held = true;
    },
    release: () => {
      held = false;
      // What was swallowed is gone: those who wait for it have to connect again.
      for (const socket of sockets) socket.destroy();
    },
    loseReplyTo: (command) => {
      losing = command;
    },
    get repliesLost() {
      return repliesLost;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
