/** What the server and the command line take from the environment: the configuration's file, secrets, addresses. Nobody else reads it. */
import { readFileSync } from 'node:fs';
import type { JWK } from 'jose';
import type { JWKS } from 'oidc-provider';
import type { Configuration } from './config/configuration.ts';
import { repeatedKeyId } from './config/key-ids.ts';
import { loadConfiguration } from './config/load.ts';
import type { Secrets } from './secrets.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Throws a `ConfigurationError` with everything that is wrong. */
export function readConfiguration(environment: Environment): Configuration {
  return loadConfiguration({ files: [configurationFile(environment)], variables: environment });
}

export function configurationFile({ PASSERELLE_CONFIG: file }: Environment): string {
  return file === undefined || file === '' ? 'config/passerelle.yaml' : file;
}

export function readSecrets(environment: Environment): Secrets {
  const [first, ...others] = required(environment, 'PASSERELLE_COOKIE_KEYS')
    .split(',')
    .map((key) => key.trim());
  if (first === undefined || [first, ...others].some((key) => key.length < 32)) {
    throw new Error('PASSERELLE_COOKIE_KEYS: each key must have at least 32 characters');
  }
  const { PASSERELLE_PAIRWISE_SALT: salt, PASSERELLE_METRICS_TOKEN: metricsToken } = environment;
  return {
    cookieKeys: [first, ...others],
    jwks: keySet('PASSERELLE_JWKS', readJson(environment, 'PASSERELLE_JWKS')),
    authenticatorKey: readJson(environment, 'PASSERELLE_AUTHENTICATOR_KEY') as JWK,
    ...(salt !== undefined && salt !== '' && { pairwiseSalt: salt }),
    ...(metricsToken !== undefined && metricsToken !== '' && { metricsToken }),
  };
}

/** The keys themselves are checked by oidc-provider and by jose when they are imported. */
function keySet(name: string, value: unknown): JWKS {
  const set = value as JWKS;
  const repeated = Array.isArray(set?.keys) ? repeatedKeyId(set.keys) : undefined;
  if (repeated) throw new Error(`${name}: keys[${repeated.index}].kid: '${repeated.kid}' is there twice`);
  return set;
}

export function required(environment: Environment, name: string): string {
  const value = environment[name];
  if (value === undefined || value === '') throw new Error(`${name}: not set`);
  return value;
}

/** The variable holds the JSON, or the path of a file that does. */
function readJson(environment: Environment, name: string): unknown {
  const value = required(environment, name);
  try {
    return JSON.parse(value.trimStart().startsWith('{') ? value : readFileSync(value, 'utf8'));
  } catch {
    // Without the cause, which would quote the key.
    throw new Error(`${name}: neither JSON nor the path of a file with JSON`);
  }
}
