/** Which space a client belongs to, and which cookie holds a space's session. Refuses, at start, what would let two spaces share either. */
import type { Space } from './passerelle-types.ts';

export interface SpaceIndex {
  readonly ids: readonly string[];
  ofClient(clientId: unknown): string | undefined;
  cookieName(space: string): string;
}

export function createSpaceIndex(spaces: readonly Space[]): SpaceIndex {
  const spaceOfClient = new Map<string, string>();
  const cookieNames = new Map<string, string>();
  for (const space of spaces) {
    const cookieName = space.cookieName ?? `_session.${space.id}`;
    if (cookieNames.has(space.id)) throw new TypeError(`space '${space.id}' is defined twice`);
    if ([...cookieNames.values()].includes(cookieName)) {
      throw new TypeError(
        `spaces '${space.id}' and another one use the same cookie '${cookieName}': their sessions would replace each other`,
      );
    }
    cookieNames.set(space.id, cookieName);
    for (const clientId of space.clients) {
      if (spaceOfClient.has(clientId)) throw new TypeError(`client '${clientId}' belongs to two spaces`);
      spaceOfClient.set(clientId, space.id);
    }
    if (!space.clients.includes(space.entryClient))
      throw new TypeError(`the entry client of space '${space.id}' is not one of its clients`);
  }
  return {
    ids: [...cookieNames.keys()],
    ofClient: (clientId) => (typeof clientId === 'string' ? spaceOfClient.get(clientId) : undefined),
    cookieName(space) {
      const name = cookieNames.get(space);
      if (name === undefined) throw new TypeError(`no space '${space}'`);
      return name;
    },
  };
}
