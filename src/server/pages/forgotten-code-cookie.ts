/**
 * The browser in which a code was forgotten: a signed cookie with a random value, the id of what it has begun. Knowing that id (it is in
 * the page's address) is not enough, since nobody else can sign it.
 */
import type { Context } from 'koa';
import { nanoid } from 'nanoid';
import type { PageParts } from './parts.ts';

/** 256 bits. */
const idLength = 43;

export function createForgottenCodeCookie({ deps, path }: PageParts) {
  const secure = deps.issuer.startsWith('https:');
  // Browsers take a cookie of this prefix over https only; `__Host-` would not let it keep to its path.
  const name = `${secure ? '__Secure-' : ''}forgotten_code`;

  function read(ctx: Context): string | undefined {
    return ctx.cookies.get(name, { signed: true });
  }

  function set(ctx: Context, value: string): void {
    ctx.cookies.set(name, value, {
      signed: true,
      httpOnly: true,
      secure,
      sameSite: 'lax',
      path: path('/forgotten-code', []),
      overwrite: true,
    });
  }

  return {
    read,
    set,
    /** The first page needs no more than a browser to give its form to. */
    readOrSet(ctx: Context): string {
      const known = read(ctx);
      if (known !== undefined) return known;
      const value = nanoid(idLength);
      set(ctx, value);
      return value;
    },
  };
}
