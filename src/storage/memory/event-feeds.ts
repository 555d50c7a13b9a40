/** When each feed of security events was last heard, in memory. */
import type { EventFeedStore } from '../../linking/event-feed.ts';
import { requireText } from '../require-text.ts';
import type { RoundTrip } from './round-trip.ts';

export function eventFeedsInMemory({ roundTrip }: { roundTrip: RoundTrip }): EventFeedStore {
  const feeds = new Map<string, number>();
  return {
    async heard(issuer, at) {
      requireText(issuer, 'issuer');
      const time = at.getTime();
      await roundTrip(() => {
        feeds.set(issuer, Math.max(feeds.get(issuer) ?? time, time));
      });
    },
    async lastHeard(issuer) {
      requireText(issuer, 'issuer');
      return roundTrip(() => {
        const time = feeds.get(issuer);
        return time === undefined ? undefined : new Date(time);
      });
    },
  };
}
