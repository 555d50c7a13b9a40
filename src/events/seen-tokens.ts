/** Which tokens have been taken, by issuer and `jti` (RFC 8417 section 2.2): what comes again is acknowledged and ignored (T37, T38). */
import { hashOf } from '../linking/canonical-json.ts';
import type { ArtifactStore } from '../oidc/artifact-store.ts';
import { rememberedSeconds } from './set-verification.ts';

export function createSeenTokens(events: ArtifactStore) {
  return {
    async has(issuer: string, jti: string): Promise<boolean> {
      return (await events.find(hashOf([issuer, jti]))) !== undefined;
    },
    async add(issuer: string, jti: string): Promise<void> {
      await events.upsert(hashOf([issuer, jti]), { iss: issuer, jti }, rememberedSeconds);
    },
  };
}
