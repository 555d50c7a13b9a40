/**
 * Listening on the loopback addresses, IPv4 and IPv6, on one port: `localhost` may mean either.
 * The port is bound first and served later, so that an application may know its own address (port 0) before it is made.
 */
import { createServer, type RequestListener, type Server } from 'node:http';

const LOOPBACK = ['127.0.0.1', '::1'];

export interface Listener {
  readonly port: number;
  serve(handler: RequestListener): void;
  close(): Promise<void>;
}

/** Another `host` than loopback is for containers, whose published ports do not reach loopback. */
export async function listen(port: number, host?: string): Promise<Listener> {
  const servers: Server[] = [];
  let bound = port;
  for (const address of host === undefined ? LOOPBACK : [host]) {
    const server = createServer();
    if (await bind(server, bound, address)) {
      servers.push(server);
      bound = portOf(server);
    }
  }
  return {
    port: bound,
    serve(handler) {
      for (const server of servers) server.on('request', handler);
    },
    async close() {
      await Promise.all(servers.map(closeServer));
    },
  };
}

/** False where the machine has no such address: one without IPv6 still serves IPv4. */
function bind(server: Server, port: number, address: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const missing = error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT';
      if (missing && address === '::1') resolve(false);
      else reject(error);
    });
    server.listen(port, address, () => resolve(true));
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  return address.port;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
