/** A real SMTP server (smtp-server), which answers as a test wants and keeps what it accepted; and the reading of a message as it came. */
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface MailServer {
  readonly port: number;
  /** What it accepted, as it came. */
  readonly accepted: Letter[];
  /** What was sent to it, accepted or not, from and to as the envelope says. */
  readonly seen: Letter[];
  /** Connections that are open. */
  connections(): number;
  close(): Promise<void>;
}

export interface Letter {
  readonly from: string;
  readonly to: readonly string[];
  readonly secure: boolean;
  readonly user: string | undefined;
  readonly raw: string;
}

/** The answer to a message that was read whole; a server that dies instead never answers. */
export type Answer = 'accept' | 'die' | 'hang' | { readonly status: number };

const tls = {
  key: readFileSync(new URL('../hosts/worthless-key.pem', import.meta.url)),
  cert: readFileSync(new URL('../hosts/worthless-certificate.pem', import.meta.url)),
};

/** Its own authority. */
export const authority = tls.cert.toString();

export interface MailServerOptions
  extends Pick<SMTPServerOptions, 'secure' | 'hideSTARTTLS' | 'disabledCommands' | 'onAuth' | 'authOptional' | 'onMailFrom' | 'onRcptTo'> {
  readonly answer?: (letter: Letter, number: number) => Answer;
}

export async function openMailServer({ answer = () => 'accept', ...options }: MailServerOptions = {}): Promise<MailServer> {
  const accepted: Letter[] = [];
  const seen: Letter[] = [];
  const server = new SMTPServer({
    ...tls,
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    ...options,
    onData(stream, { envelope, secure, user, id }, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        const to = envelope.rcptTo.map(({ address }) => address);
        const letter = { from, to, secure, user, raw: Buffer.concat(chunks).toString() };
        const said = answer(letter, seen.push(letter));
        // From here on the message is the server's: whoever sent it does not hear of that.
        if (said === 'accept' || said === 'die') accepted.push(letter);
        if (said === 'accept') callback();
        else if (said === 'die') for (const connection of server.connections) if (connection.id === id) connection._socket.destroy();
        if (typeof said === 'object') callback(Object.assign(new Error('as the test wants'), { responseCode: said.status }));
      });
    },
  });
  // A client that is gone is what some tests are about.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    accepted,
    seen,
    connections: () => server.connections.size,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The header of a name, unfolded, and encoded words (RFC 2047) in clear. */
export function headerOf({ raw }: Letter, name: string): string | undefined {
  const [head = ''] = raw.split('\r\n\r\n');
  const line = head
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .find((candidate) => candidate.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return line
    ?.slice(name.length + 1)
    .trim()
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([qb])\?(.*?)\?=/gi, (_, how: string, text: string) =>
      how.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString() : quotedPrintable(text.replaceAll('_', ' ')),
    );
}

export function textOf({ raw }: Letter): string {
  const body = raw.slice(raw.indexOf('\r\n\r\n') + 4);
  const encoding = headerOf({ raw } as Letter, 'Content-Transfer-Encoding');
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  return encoding === 'quoted-printable' ? quotedPrintable(body) : body;
}

function quotedPrintable(text: string): string {
  const bytes = text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
