/**
 * One JSON line per event that matters. Never a code, token, secret, cookie or identifier in clear (T54): what is named like one is
 * replaced, whoever logs it, and an error keeps its message and stack alone.
 */
import type { Writable } from 'node:stream';
import winston from 'winston';
import { currentRequestId } from './request-id.ts';

export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

export type LogFields = Readonly<Record<string, unknown>>;

export interface LogOptions {
  readonly level: string;
  /** Standard output unless given. */
  readonly stream?: Writable;
}

export function createLog({ level, stream }: LogOptions): Log {
  const logger = winston.createLogger({
    level,
    format: winston.format.combine(winston.format.timestamp(), winston.format.json()),
    transports: [stream ? new winston.transports.Stream({ stream }) : new winston.transports.Console()],
  });
  const write =
    (severity: 'info' | 'warn' | 'error') =>
    (event: string, fields: LogFields = {}) => {
      const requestId = currentRequestId();
      logger.log({ ...redacted(fields), level: severity, message: event, ...(requestId !== undefined && { request_id: requestId }) });
    };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}

const secretNames =
  /secret|token|password|cookie|authorization|assertion|challenge|^code$|verifier|identifier|login_?hint|auth_?req_?id|request_?uri|jwks?|private|^(sub|account_?id)$/i;

function redacted(fields: LogFields): LogFields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, redactedValue(name, value)]));
}

function redactedValue(name: string, value: unknown): unknown {
  if (value === undefined) return undefined;
  if (secretNames.test(name)) return '[redacted]';
  if (Array.isArray(value)) return value.map((item) => redactedValue('', item));
  if (value instanceof Error) return errorFields(value);
  if (value instanceof Date || typeof value !== 'object' || value === null) return value;
  return redacted(Object.fromEntries(Object.entries(value)));
}

/** `cause` is where a driver's own error is; other properties may hold a request or a response. */
function errorFields(error: Error): LogFields {
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    ...(error.cause instanceof Error && { cause: errorFields(error.cause) }),
  };
}
