/**
 * Operations that a customer approves one by one (RFC 9396, type `operation`; the "dynamic linking" of PSD2): what is asked is what the
 * login page and the telephone show, what the customer approves, and what the token says. It is not passed on by a refresh.
 */
import type { Configuration as ProviderConfiguration } from 'oidc-provider';
import { errors } from 'oidc-provider';
import { z } from 'zod';

/** What reads alike must be alike: single spaces, one way of writing accents, and nothing that is not seen. */
const words = /^[\p{L}\p{M}\p{N}\p{P}\p{S}]+(?: [\p{L}\p{M}\p{N}\p{P}\p{S}]+)*$/u;
const unseen = /[\p{Default_Ignorable_Code_Point}\u2800]/u;
const readable = z
  .string()
  .min(1)
  .max(70)
  .refine((text) => words.test(text) && !unseen.test(text) && text === text.normalize('NFC'));

const operation = z.strictObject({
  type: z.literal('operation'),
  payee: readable,
  amount: z.string().regex(/^\d{1,9}(\.\d{1,2})?$/),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  account: readable.optional(),
});

export function operationsResource(issuer: string): string {
  return `${issuer}/operations`;
}

export const operationDetails = {
  enabled: true,
  types: {
    operation: {
      validate(ctx, detail) {
        const all: unknown = JSON.parse(String(ctx.oidc.params?.authorization_details));
        if (Array.isArray(all) && all.length > 1) throw new errors.InvalidAuthorizationDetails('one operation is approved at a time');
        if (!operation.safeParse(detail).success)
          throw new errors.InvalidAuthorizationDetails('an operation has a payee and an amount, and may have a currency and an account');
      },
    },
  },
  // The extension asks for a strong login of its own before a code is issued; the parameter cannot change within an interaction.
  authorizationDetailsForGrantSource: (ctx) => {
    const details: unknown = ctx.oidc.params?.authorization_details;
    return typeof details === 'string' ? JSON.parse(details) : undefined;
  },
  authorizationDetailsForAccessToken: (_ctx, _token, source, grantType) => (grantType === 'refresh_token' ? undefined : source?.rar),
  // A refresh token keeps them for its whole life, and is no approval.
  authorizationDetailsForIntrospection: (_ctx, token) => (token.kind === 'AccessToken' ? token.rar : undefined),
} as const satisfies NonNullable<ProviderConfiguration['features']>['richAuthorizationRequests'];
