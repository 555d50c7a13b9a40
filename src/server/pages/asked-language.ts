/**
 * The languages that an address asks for (`ui_locales`, OpenID Connect Core 3.1.2.1), and how they get into the next one: what was chosen
 * for a journey holds on every page of it, also where nothing is left of the journey but the address.
 */
import type { Context } from 'koa';

export function uiLocalesIn({ query }: Context): readonly string[] {
  return localesOf(query.ui_locales);
}

/** In order; none for what is no such parameter. */
export function localesOf(parameter: unknown): readonly string[] {
  return typeof parameter === 'string' ? parameter.split(' ').filter(Boolean) : [];
}

/** An address, or a path, that asks for them. */
export function askingFor(uiLocales: readonly string[], address: string): string {
  if (uiLocales.length === 0) return address;
  return `${address}${address.includes('?') ? '&' : '?'}ui_locales=${encodeURIComponent(uiLocales.join(' '))}`;
}
