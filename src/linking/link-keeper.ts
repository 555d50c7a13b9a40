/**
 * Moves links along the table of transitions.ts by compare-and-set: whoever loses a race reads again and asks the table again,
 * so that the outcome is always one of the table's, whatever the interleaving (T15, T40).
 */
import type { AccountLink, AccountLinkStore } from './account-link.ts';
import { type LinkEvent, type TransitionRefusal, transition } from './transitions.ts';

export type Advance =
  | { readonly ok: true; readonly link: AccountLink }
  /** The table refuses the event in the state that was found; `link` is that state. */
  | { readonly ok: false; readonly code: TransitionRefusal; readonly link: AccountLink }
  | { readonly ok: false; readonly code: 'unknown_link' | 'held_by_another_link' };

export type LinkKeeper = (linkId: string, event: LinkEvent, known?: AccountLink) => Promise<Advance>;

/** More races in a row than customers, phones and operators can cause; beyond it something is broken. */
const maximumRaces = 20;

/** `requestId` names the request that is being served, if any. */
export function createLinkKeeper(links: AccountLinkStore, requestId: () => string | undefined = () => undefined): LinkKeeper {
  return async function advance(linkId, event, known) {
    let link = known ?? (await links.find(linkId));
    for (let race = 0; race < maximumRaces; race += 1) {
      if (!link) return { ok: false, code: 'unknown_link' };
      const moved = transition(link, event, requestId());
      if (!moved.ok) return { ok: false, code: moved.code, link };
      const written = await links.replace(moved.link);
      if (written === 'replaced') return { ok: true, link: moved.link };
      if (written === 'conflict') return { ok: false, code: 'held_by_another_link' };
      link = await links.find(linkId);
    }
    throw new Error(`link was changed by others ${maximumRaces} times in a row`);
  };
}
