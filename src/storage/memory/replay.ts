/** Single-use keys, in memory. */
import type { ReplayStore } from '../../oidc/artifact-store.ts';
import { requireText } from '../require-text.ts';
import { createExpiringMap } from './expiring-map.ts';
import type { RoundTrip } from './round-trip.ts';

export function replayInMemory({ clock, roundTrip }: { clock: () => Date; roundTrip: RoundTrip }): ReplayStore {
  const usedUntil = createExpiringMap<Date>({ clock, lastDay: (expiresAt) => expiresAt });
  return {
    async firstUse(key, expiresAt) {
      requireText(key, 'key');
      return roundTrip(() => {
        const held = usedUntil.get(key);
        if (held && held > clock()) return false;
        usedUntil.set(key, new Date(expiresAt));
        return true;
      });
    },
  };
}
