/** Requests to the linked-accounts resource, as a space sends them. */
import { type GrantWorld, type Headings, type Reply, replyOf } from '../grant/grant-world.ts';

export async function ask(world: GrantWorld, method: string, path: string, headers: Headings = {}): Promise<Reply> {
  return replyOf(await fetch(`${world.demo.urls.issuer}/linked-accounts${path}`, { method, headers }));
}

export function bearer(token: string | undefined): Headings {
  return { authorization: `Bearer ${token}` };
}

export async function list(world: GrantWorld, token: string | undefined, headers: Headings = {}, query = ''): Promise<Reply> {
  return ask(world, 'GET', query, { ...bearer(token), ...headers });
}

export async function remove(world: GrantWorld, token: string | undefined, space: string): Promise<Reply> {
  return ask(world, 'DELETE', `/${space}`, bearer(token));
}
