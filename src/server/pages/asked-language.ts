/**
 * The languages that an address asks for (`ui_locales`, OpenID Connect Core 3.1.2.1), and how they get into the next one: what was chosen
 * for a journey holds on every page of it, also where nothing is left of the journey but the address.
 */
import type { Context } from 'koa';

const longest = 100;

export function uiLocalesIn({ query }: Context): readonly string[] {
  return localesOf(query.ui_locales);
}

/** In order; none for what is no such parameter. */
export function localesOf(parameter: unknown): readonly string[] {
  return typeof parameter === 'string' ? parameter.split(' ').filter(Boolean) : [];
}

/** As one parameter, the first that fit: with a list of any length, the address or cookie that carries it is refused by whoever receives it. */
export function carried(uiLocales: readonly string[]): string {
  const locales = uiLocales.join(' ');
  return locales.length <= longest ? locales : locales.slice(0, Math.max(0, locales.lastIndexOf(' ', longest)));
}

/** An address, or a path, that asks for them. */
export function askingFor(uiLocales: readonly string[], address: string): string {
  const locales = carried(uiLocales);
  if (locales === '') return address;
  return `${address}${address.includes('?') ? '&' : '?'}ui_locales=${encodeURIComponent(locales)}`;
}
