/**
 * `passerelle receipt verify`: whether the signed receipt of a consent is genuine, and what it says. The keys come from the issuer that the
 * operator trusts, or from a file that was kept of them, and never from where the receipt says.
 */
import { readFileSync } from 'node:fs';
import { readConfiguration } from '../environment.ts';
import { keptKeys, publishedKeys } from '../receipt/published-keys.ts';
import type { Receipt } from '../receipt/receipt.ts';
import { type ReceiptFault, type Trusted, type Verified, verifyReceipt } from '../receipt/verify-receipt.ts';
import type { Command, Ground } from './command.ts';

export const verifyReceiptFile: Command = {
  summary:
    'Is a signed receipt genuine, and what does it say? By the published keys of the issuer (else of PASSERELLE_CONFIG), or by kept ones.',
  operand: 'file',
  options: { issuer: { value: 'URL', required: false }, jwks: { value: 'file of keys', required: false } },
  async run(ground, { file = '', issuer, jwks }) {
    const token = contentOf(file);
    const trusted = await trust(ground, issuer, jwks);
    const verified = await verifyReceipt(token, trusted);
    return {
      exitCode: verified.ok ? 0 : 1,
      lines: verified.ok ? genuine(verified) : [`This receipt is NOT to be trusted: ${words[verified.code](verified.found, trusted)}`],
      json: verified.ok
        ? { ok: true, kid: verified.kid, alg: verified.alg, receipt: verified.receipt }
        : { ok: false, code: verified.code, ...(verified.found !== undefined && { found: printable(verified.found) }) },
    };
  },
};

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new Error(`${file}: cannot be read`);
  }
}

async function trust({ environment, fetch, clock }: Ground, named: string | undefined, file: string | undefined): Promise<Trusted> {
  const now = clock();
  if (file !== undefined) return { keys: keptKeys(file), now, ...(named !== undefined && { issuer: named }) };
  const issuer = named ?? ownIssuer(environment);
  return { keys: await publishedKeys(issuer, fetch), issuer, now };
}

/** Who only wants to verify has no configuration, and is told what else there is. */
function ownIssuer(environment: Ground['environment']): string {
  try {
    return readConfiguration(environment).issuer;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`Whose receipt? Name the issuer (--issuer) or a file of its keys (--jwks); without them, ${why}`);
  }
}

const words: Readonly<Record<ReceiptFault, (found: string | undefined, trusted: Trusted) => string>> = {
  not_a_receipt: () => 'it is not the signed receipt of a consent. Was the file cut, or is it the printed page?',
  wrong_type: (found) => `it is a token of another kind (${printable(found)}), not a receipt.`,
  algorithm_refused: (found) => `it is signed with ${printable(found)}, which its key is not for.`,
  foreign_issuer: (found, { issuer }) => `it says that it comes from ${printable(found)}, and not from ${issuer}.`,
  unknown_key: (found) =>
    `its key (${printable(found)}) is not among these. Keys change: verify with the key set of the day it was issued (--jwks), or have it issued anew.`,
  altered: () => 'its signature does not fit. It was changed after it was signed, or somebody else signed it.',
  text_differs: () => 'the text in it is not the text that was consented to.',
  issued_in_the_future: () => 'it is dated in the future. Is the clock of this machine right?',
};

/** What nobody has signed may hold anything, a terminal's commands included. */
function printable(found: string | undefined): string {
  return (found ?? '').replace(/[^\x20-\x7e]/g, '?').slice(0, 200);
}

function genuine({ receipt, kid, alg }: Extract<Verified, { ok: true }>): readonly string[] {
  const { consent, validity, withdrawal_method: withdrawal, history } = receipt;
  const issued = new Date(receipt.iat * 1000).toISOString();
  const facts: readonly (readonly [string, string])[] = [
    ['Issued', `${issued} by ${receipt.iss} (key ${kid}, ${alg})`],
    ['Controller', receipt.pii_controllers.map(({ name, contact }) => [name, contact].filter(Boolean).join(', ')).join('; ')],
    ['Consent', `text version ${consent.version} (${consent.language}), SHA-256 ${consent.text_sha256}`],
    ['', consent.text === undefined ? `the text is not in it (${consent.text_unavailable ?? 'left out'})` : 'the text in it has this hash'],
    ...receipt.accounts.map((account) => [account.role === 'activating' ? 'Accounts' : '', accountLine(account)] as const),
    ...receipt.consent_events.map(
      ({ event_type, event_time, reason }, index) =>
        [index === 0 ? 'History' : '', `${event_time} ${event_type}${reason === undefined ? '' : ` (${reason})`}`] as const,
    ),
    ['Approval', `in the authenticator app of ${withdrawal.space_name}, challenge ${receipt.approval.challenge}`],
    ['State', stateLine(receipt)],
    ['Validity', `${validity.from} to ${validity.until ?? 'its deactivation'}`],
    ['Withdrawal', `${withdrawal.space_name}: ${withdrawal.steps}, ${withdrawal.uri}`],
    ['Record', `${receipt.record_id}, ${history.entries} entries, head ${history.head}`],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  return ['The receipt is genuine and unchanged.', ...facts.map(([name, fact]) => `  ${name.padEnd(width)}  ${fact}`)];
}

function accountLine({ space_name: space, name, account_number: number, company }: Receipt['accounts'][number]): string {
  const account =
    name === undefined ? ['no longer known when it was issued'] : [name, number, company].filter((part) => part !== undefined);
  return `${space}: ${account.join(', ')}`;
}

function stateLine({ state }: Receipt): string {
  return state === 'ended'
    ? 'ended: it cannot become active again'
    : 'active when the receipt was issued; what came after, the receipt cannot tell';
}
