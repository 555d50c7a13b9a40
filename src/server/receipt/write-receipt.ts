/**
 * Writes the receipt of an account link from its own record, whenever one is asked for: nothing of it is stored. It says what the
 * record proves and what the directory says now, and gives the text of the consent only where that is, word for word, the one shown.
 */
import type { AccountDirectory, DirectoryAccount } from '../../linking/account-directory.ts';
import type { AccountLink, LinkSide } from '../../linking/account-link.ts';
import { historyFaults, isSamePerson } from '../../oidc/passerelle.ts';
import type { Controller } from '../config/configuration.ts';
import type { ConsentArchive } from '../config/consent-archive.ts';
import { type Language, languages } from '../i18n/languages.ts';
import { translator } from '../i18n/translate.ts';
import { consentTextOf, digestOf } from '../pages/consent-text.ts';
import { type Receipt, receiptAudience } from './receipt.ts';

export interface ReceiptDeps {
  readonly issuer: string;
  readonly controller: Controller;
  readonly consentArchive: ConsentArchive;
  readonly directory: Pick<AccountDirectory, 'accounts' | 'counterparts'>;
  readonly spaceName: (id: string, language: Language) => string;
  /** Where a link that was activated from the space is switched off. */
  readonly withdrawalUri: (space: string) => string;
  readonly clock: () => Date;
  readonly newId: () => string;
}

export type WriteReceipt = (link: AccountLink, language: Language) => Promise<Receipt>;

export function createReceiptWriter(deps: ReceiptDeps): WriteReceipt {
  const { issuer, controller, directory, spaceName, withdrawalUri, clock, newId } = deps;

  return async function writeReceipt(link, language) {
    const { activating, other, activation, activatedAt, history } = link;
    const head = history.at(-1)?.hash;
    const [fault] = historyFaults(link);
    // A signature would turn whatever was altered into a proof.
    if (fault || !activatedAt || head === undefined)
      throw new Error(`no receipt for the link ${link.id}: ${fault?.code ?? 'it was never active'}`);

    const now = clock();
    const t = translator(language);
    const accounts = await accountsOf(link);
    const side = ({ space, accountId }: LinkSide, role: 'activating' | 'other') => ({
      space,
      space_name: spaceName(space, language),
      role,
      ...describe(accounts.get(accountId)),
    });
    // Past its life it opens nothing, though nobody may have come yet to whom that was said.
    // Found to be over later than it was, if nobody used it since.
    const [end] = [link.endedAt, link.expiresAt].filter((date) => date !== undefined).sort((one, other) => one.getTime() - other.getTime());
    return {
      iss: issuer,
      aud: receiptAudience,
      iat: Math.floor(now.getTime() / 1000),
      jti: newId(),
      schema_version: '1',
      record_id: link.id,
      language,
      pii_controllers: [{ ...controller }],
      purpose: { description: t('receipt.purpose'), limits: t('receipt.limits') },
      state: link.status === 'active' && !(end && end <= now) ? 'active' : 'ended',
      accounts: [side(activating, 'activating'), side(other, 'other')],
      consent: {
        version: activation.consent.version,
        language: activation.consent.language,
        text_sha256: activation.consent.textHash,
        ...(await textOf(link, accounts)),
      },
      approval: {
        method: 'authenticator_app',
        challenge: activation.challenge,
        source_proof: activation.proofs.source,
        counterpart_proof: activation.proofs.counterpart,
      },
      consent_events: history.map(({ event, at, reason }) => ({
        event_type: event,
        event_time: at.toISOString(),
        ...(reason !== undefined && { reason }),
      })),
      validity: { from: activatedAt.toISOString(), ...(end && { until: end.toISOString() }) },
      withdrawal_method: {
        space: activating.space,
        space_name: spaceName(activating.space, language),
        steps: t('receipt.steps'),
        uri: withdrawalUri(activating.space),
      },
      history: { entries: history.length, head },
    };
  };

  /** A company's account goes on with its next administrator: neither person is told of the other, or said to have consented to this. */
  async function accountsOf({ activating, other }: AccountLink): Promise<ReadonlyMap<string, DirectoryAccount>> {
    const found = await directory.accounts([activating.accountId, other.accountId]);
    const [one, two] = [found.get(activating.accountId), found.get(other.accountId)];
    return one && two && !isSamePerson(one, two) ? new Map() : found;
  }

  /** The version as it was filled in for the one account, or for all that the customer could choose from. */
  async function textOf(
    { policyId, activating, other, activation: { consent } }: AccountLink,
    accounts: ReadonlyMap<string, DirectoryAccount>,
  ): Promise<Pick<Receipt['consent'], 'text' | 'text_unavailable'>> {
    const template = deps.consentArchive({ policyId, version: consent.version, language: consent.language });
    const language = languages.find((known) => known === consent.language);
    if (template === undefined || language === undefined) return { text_unavailable: 'version_not_held' };
    const sourceAccount = accounts.get(activating.accountId);
    const counterpart = accounts.get(other.accountId);
    if (!sourceAccount || !counterpart) return { text_unavailable: 'described_otherwise' };
    const offered = (counterparts: readonly DirectoryAccount[]) =>
      consentTextOf({
        template,
        language,
        source: spaceName(activating.space, language),
        sourceAccount,
        target: spaceName(other.space, language),
        counterparts,
      });
    const isShown = (text: string) => digestOf(text) === consent.textHash;
    const alone = offered([counterpart]);
    if (isShown(alone)) return { text: alone };
    const amongAll = offered(await directory.counterparts(activating.accountId, other.space));
    return isShown(amongAll) ? { text: amongAll } : { text_unavailable: 'described_otherwise' };
  }
}

function describe(account: DirectoryAccount | undefined): Partial<Receipt['accounts'][number]> {
  if (!account) return {};
  const { name, maskedAccountNumber, company } = account;
  return { name, account_number: maskedAccountNumber, ...(company !== undefined && { company }) };
}
