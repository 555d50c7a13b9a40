/** The authenticator service of each space that has one, from the configuration. */
import type { Approver } from '../../linking/approver.ts';
import type { Configuration } from '../config/configuration.ts';
import type { Secrets } from '../secrets.ts';
import { createCibaApprover } from './ciba-approver.ts';

export function cibaApprovers({ spaces }: Configuration, { authenticatorKey }: Secrets, clock: () => Date): Record<string, Approver> {
  return Object.fromEntries(
    spaces.flatMap(({ id, authenticator }) => {
      if (!authenticator) return [];
      const { issuer, clientId, signingAlgorithm } = authenticator;
      const allowInsecure = issuer.startsWith('http:');
      return [
        [id, createCibaApprover({ issuer, clientId, signingAlgorithm, privateKey: authenticatorKey, clock, allowInsecure })] as const,
      ];
    }),
  );
}
