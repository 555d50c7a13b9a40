/** Pages of a signed-in customer belong to one space: this finds the space that was named and the browser's session there. */
import type { Context } from 'koa';
import type { SpaceSession } from '../../oidc/passerelle-types.ts';
import type { PageSpace } from './deps.ts';
import { seeOther } from './frame.ts';
import type { PageParts } from './parts.ts';

export interface SignedIn {
  readonly space: PageSpace;
  readonly session: SpaceSession;
}

/** Undefined when the request was answered here: no such space, or nobody is signed in there (on to the space's entry). */
export async function signedIn(parts: PageParts, ctx: Context, named: unknown): Promise<SignedIn | undefined> {
  const space = typeof named === 'string' ? parts.space(named) : undefined;
  if (!space) {
    parts.refuse(ctx, Array.isArray(named) ? { status: 400, about: 'form.malformed' } : { status: 404, about: 'problem.notFound' });
    return undefined;
  }
  const session = await parts.deps.passerelle.sessionFor(ctx, space.id);
  if (!session) {
    seeOther(ctx, parts.entryFrom(ctx, space));
    return undefined;
  }
  return { space, session };
}
