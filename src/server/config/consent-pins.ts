/**
 * `consent/<policy>/versions.yaml` pins the SHA-256 of every consent text: version, language, hash. What somebody agreed to can then not be
 * edited in passing: a changed text is refused until it is a version of its own, and a reviewer sees a line of this file change.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** By version, then by language. */
export type ConsentPins = Readonly<Record<string, Readonly<Record<string, string>>>>;

const pinsSchema = z.record(z.string(), z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)));

export function readConsentPins(file: string): ConsentPins | undefined {
  if (!existsSync(file)) return {};
  try {
    return pinsSchema.safeParse(parse(readFileSync(file, 'utf8')) ?? {}).data;
  } catch {
    return undefined;
  }
}

export function hashOfText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What is wrong with a text of this version, if anything. */
export function pinFaults(pins: ConsentPins, version: string, language: string, text: string): readonly string[] {
  const hash = hashOfText(text);
  const pinned = pins[version]?.[language];
  if (pinned === hash) return [];
  if (pinned === undefined) return [`is not pinned: under '${version}' in versions.yaml write '${language}: ${hash}'`];
  const next = /^\d+$/.test(version) ? `version '${Number(version) + 1}'` : 'a new version';
  return [`is not the one that customers have agreed to (it was changed after it was pinned): take the change back, or make it ${next}`];
}
