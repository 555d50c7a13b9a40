/**
 * The family of a person's browser (`Firefox`), from what it says of itself, for them to recognise a visit in the preferences. Never a
 * version or a system: that would be a fingerprint. It proves nothing, and nothing is decided on it.
 */
import bowser from 'bowser';

/** Browsers stay well below; what is longer is somebody's experiment and not worth the work. */
const longestUserAgent = 512;

/** Undefined for a browser that is not known. */
export function browserFamilyOf(userAgent: string | undefined): string | undefined {
  if (userAgent === undefined || userAgent === '' || userAgent.length > longestUserAgent) return undefined;
  const { name } = bowser.parse(userAgent).browser;
  return name !== undefined && families.has(name) ? name : undefined;
}

/** For what it does not know, the library answers the first word that it was given: only its own names are let through. */
const families: ReadonlySet<string> = new Set(Object.values(bowser.BROWSER_MAP));
