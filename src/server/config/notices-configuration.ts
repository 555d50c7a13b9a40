/** What the server knows of its mail server; the rules that one setting has for another. */
import type { NoticesDocument } from './notices-schema.ts';
import type { Problem } from './problems.ts';

export interface ConfiguredNotices {
  readonly from: { readonly name: string; readonly address: string };
  readonly smtp: {
    readonly host: string;
    readonly port: number;
    readonly tls: 'starttls' | 'implicit' | 'none';
    readonly username?: string;
    readonly password?: string;
    readonly ca?: string;
  };
}

const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);

export function checkNotices({ notices }: { readonly notices?: NoticesDocument | undefined }): Problem[] {
  if (!notices) return [];
  const { host, tls, username, password } = notices.smtp;
  const at = (key: string) => ['notices', 'smtp', key];
  return [
    ...(tls === 'none' && !loopback.has(host) ? [{ path: at('tls'), message: "'none' is for a mail server on this machine only" }] : []),
    ...(username !== undefined && password === undefined ? [{ path: at('password'), message: 'is missing beside username' }] : []),
    ...(username === undefined && password !== undefined ? [{ path: at('username'), message: 'is missing beside password' }] : []),
  ];
}

export function toNotices({ from, smtp: { username, password, ca, ...smtp } }: NoticesDocument): ConfiguredNotices {
  return {
    from,
    smtp: {
      ...smtp,
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      ...(ca !== undefined && { ca }),
    },
  };
}
