/** A receipt in words: the claims of the signed one and nothing beside them, so that the page and the signature say the same. */
import { type Language, type Translate, translator } from '../i18n/translate.ts';
import type { Receipt } from '../receipt/receipt.ts';
import { blocksOf } from './consent-text.ts';
import type { PageSpace } from './deps.ts';
import type { PageParts } from './parts.ts';
import type { AccountView, ReceiptView } from './view-data.ts';

interface Reader {
  readonly language: Language;
  readonly uiLocales: readonly string[];
  readonly space: PageSpace;
}

/** The address of a receipt, on a page of one of its two spaces. */
export function receiptPath(route: '/receipt' | '/receipt.jwt', spaceId: string, linkId: string): string {
  return `${route}?space=${encodeURIComponent(spaceId)}&link=${encodeURIComponent(linkId)}`;
}

export function receiptView(parts: PageParts, receipt: Receipt, { language, uiLocales, space }: Reader): ReceiptView {
  const t = translator(language);
  const { consent, approval, validity, withdrawal_method: withdrawal } = receipt;
  const day = (moment: string) => parts.dates.day(language, new Date(moment));
  const [controller] = receipt.pii_controllers;
  if (!controller) throw new TypeError('a receipt names who is responsible');
  const active = receipt.state === 'active';
  const reason = receipt.consent_events.findLast((event) => event.reason !== undefined)?.reason;
  return {
    spaceId: space.id,
    space: parts.spaceName(space.id, language),
    home: parts.entry(space, uiLocales),
    preferences: parts.path(`/preferences?space=${encodeURIComponent(space.id)}`, uiLocales),
    download: parts.path(receiptPath('/receipt.jwt', space.id, receipt.record_id), uiLocales),
    active,
    state: active
      ? t('receipt.active', { date: day(validity.from) })
      : t('receipt.ended', { from: day(validity.from), to: day(validity.until ?? validity.from) }),
    ...(!active && { ended: t(`revoked.${reason ?? 'expired'}`) }),
    purpose: receipt.purpose.description,
    limits: receipt.purpose.limits,
    accounts: receipt.accounts.map((account) => ({
      label: t(`receipt.${account.role}`),
      spaceId: account.space,
      space: account.space_name,
      account: accountIn(account),
    })),
    events: receipt.consent_events.map(({ event_type, event_time }) => ({
      what: t(`history.${event_type}`),
      ...momentOf(parts, t, language, event_time),
      at: event_time,
    })),
    ...(active && { life: validity.until === undefined ? t('receipt.forEver') : t('receipt.until', { date: day(validity.until) }) }),
    how: [
      t('receipt.approved', { space: withdrawal.space_name }),
      t(`receipt.proofs.${approval.source_proof}`),
      t(`receipt.proofs.${approval.counterpart_proof}`),
    ],
    withdrawal: { space: withdrawal.space_name, steps: withdrawal.steps, uri: withdrawal.uri },
    text: consent.text === undefined ? [] : blocksOf(consent.text),
    textLanguage: consent.language,
    aboutText: consent.text_unavailable
      ? t(`receipt.textMissing.${consent.text_unavailable}`, { version: consent.version })
      : t('receipt.textVersion', { version: consent.version }),
    controller,
    evidence: evidenceIn(receipt, t, momentOf(parts, t, language, new Date(receipt.iat * 1000).toISOString())),
  };
}

function accountIn({ name, account_number: number, company }: Receipt['accounts'][number]): AccountView | undefined {
  if (name === undefined || number === undefined) return undefined;
  return { name, number, ...(company !== undefined && { company }) };
}

/** Where the customer lives, and where nobody can mistake the hour. */
function momentOf(parts: PageParts, t: Translate, language: Language, moment: string): { time: string; utc: string } {
  const utc = t('receipt.utc', { utc: moment.slice(0, 19).replace('T', ' ') });
  return { time: parts.dates.moment(language, new Date(moment)), utc };
}

function evidenceIn(
  { iss, record_id, consent, approval, history }: Receipt,
  t: Translate,
  issuedAt: { time: string; utc: string },
): ReceiptView['evidence'] {
  return [
    { label: t('receipt.issuedAt'), value: issuedAt.time, utc: issuedAt.utc },
    { label: t('receipt.issuer'), value: iss },
    { label: t('receipt.record'), value: record_id },
    { label: t('receipt.textHash'), value: consent.text_sha256 },
    { label: t('receipt.challenge'), value: approval.challenge },
    { label: t('receipt.history', { number: history.entries }), value: history.head },
  ];
}
