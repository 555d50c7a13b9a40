/** The server's parts as the pages want them. */
import type { AccountDirectory } from '../linking/account-directory.ts';
import type { Passerelle } from '../oidc/passerelle-types.ts';
import type { Configuration } from './config/configuration.ts';
import type { CodeRenewals } from './credentials/code-renewals.ts';
import type { Credentials } from './credentials/credentials-port.ts';
import type { ForgottenCodes } from './credentials/forgotten-codes.ts';
import type { PageDeps, PageEvent } from './pages/deps.ts';
import { nameOf } from './pages/render.ts';
import { createReceiptWriter } from './receipt/write-receipt.ts';
import { formTokenKey, type Secrets } from './secrets.ts';
import type { StrongLogins } from './strong-login/strong-login-port.ts';
import { createTokenSigner } from './token-signer.ts';

export interface PageParts {
  readonly configuration: Configuration;
  readonly secrets: Secrets;
  readonly passerelle: Passerelle;
  readonly directory: AccountDirectory;
  readonly credentials: Credentials;
  readonly strongLogins: StrongLogins;
  readonly codeRenewals: CodeRenewals;
  readonly forgottenCodes: ForgottenCodes;
  readonly clock: () => Date;
  readonly newId: () => string;
  readonly onEvent: (event: { readonly event: string }) => void;
}

export function pageDeps({ configuration, secrets, onEvent, newId, ...parts }: PageParts): PageDeps {
  return {
    ...parts,
    issuer: configuration.issuer,
    languages: configuration.languages,
    timeZone: configuration.timeZone,
    currency: configuration.currency,
    spaces: configuration.spaces,
    consentText: consentTextIn(configuration),
    receipts: {
      write: createReceiptWriter({
        ...configuration,
        directory: parts.directory,
        spaceName(id, language) {
          const space = configuration.spaces.find((known) => known.id === id);
          return space ? nameOf(space, language) : id;
        },
        withdrawalUri: (space) => `${configuration.issuer}/preferences?space=${encodeURIComponent(space)}`,
        clock: parts.clock,
        newId,
      }),
      sign: createTokenSigner(secrets.jwks)('account-link-receipt+jwt'),
    },
    formTokenKey: formTokenKey(secrets),
    // The log line has the request's id by itself.
    onEvent: ({ requestId: _, ...event }: PageEvent) => onEvent(event),
  };
}

/** The text of the version that the policy names now, in the language or in the first one of the configuration. */
function consentTextIn({ policies, consentTexts, languages }: Configuration): PageDeps['consentText'] {
  return function consentText({ source, target, version, language }) {
    const policy = policies.find(({ activatingSpace, otherSpace }) => activatingSpace === source && otherSpace === target);
    const texts = policy && consentTexts[policy.id];
    const text = texts?.[language] ?? texts?.[languages[0] ?? ''];
    if (text === undefined || policy?.consentVersion !== version)
      throw new Error(`no consent text of version '${version}' from ${source} to ${target}`);
    return text;
  };
}
