/** Listening and letting go: new connections are refused, requests under way are finished, up to a limit. */
import { createServer, type RequestListener, type Server } from 'node:http';

export interface Listening {
  close(): Promise<void>;
}

const drainWithin = 10_000;

export async function listenOn(handler: RequestListener, port: number, hosts: readonly string[]): Promise<Listening> {
  const servers: Server[] = [];
  for (const host of hosts) {
    const server = await bind(handler, port, host);
    if (server) servers.push(server);
  }
  if (servers.length === 0) throw new Error(`none of the addresses ${hosts.join(', ')} is to be had`);
  return { close: async () => void (await Promise.all(servers.map(drain))) };
}

/** Undefined where the machine has no such address: one without IPv6 still serves IPv4. */
function bind(handler: RequestListener, port: number, host: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer(handler);
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (host === '::1' && (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT')) resolve(undefined);
      else reject(error);
    });
    server.listen(port, host, () => resolve(server));
  });
}

function drain(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const impatience = setTimeout(() => server.closeAllConnections(), drainWithin);
    server.close(() => {
      clearTimeout(impatience);
      resolve();
    });
    server.closeIdleConnections();
  });
}
