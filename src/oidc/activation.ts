/**
 * Activation begins: the customer's consent becomes a pending link, bound to everything that was shown and proved, and the approver is
 * asked to confirm exactly that. What becomes of it is in approval.ts.
 */
import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { DirectoryAccount } from '../linking/account-directory.ts';
import type { AccountLink, LinkSide } from '../linking/account-link.ts';
import type { ApprovalDetails } from '../linking/approver.ts';
import { browserKey } from '../linking/known-browsers.ts';
import type { LinkPolicy } from '../linking/link-policy.ts';
import { openLink, transition } from '../linking/transitions.ts';
import { approverOf } from './approval.ts';
import type { MoveRefusal } from './pages.ts';
import type { Parts } from './parts.ts';

export interface Consented {
  readonly policy: LinkPolicy;
  readonly clientId: string;
  readonly sourceUid: string;
  readonly sourceAccount: DirectoryAccount;
  readonly counterpart: DirectoryAccount;
  readonly proofs: AccountLink['activation']['proofs'];
  readonly text: string;
  readonly language: string;
  readonly bindingMessage: string;
  /** Of the browser that consents; undefined where nobody is told of new ones. */
  readonly browserId: string | undefined;
}

export type Opened = { readonly ok: true; readonly link: AccountLink } | { readonly ok: false; readonly code: MoveRefusal };

const hour = 60 * 60 * 1000;
/** A pending link whose approval was never asked for was left by a crash between the two writes; it must not lock the customer out. */
const abandonedAfter = 30 * 1000;
/** Milliseconds within which a telephone is asked, or is not any more: longer than an authenticator service is waited for. */
const askedWithin = 6 * 1000;
const lookAgainAfter = 100;

export function createActivation(parts: Parts) {
  const { store, keeper, clock, newId, emit, requestId } = parts;

  /** Writes the pending link and asks for its approval; or goes on with the one that this session has already asked for (T17: one push). */
  async function open(consented: Consented): Promise<Opened> {
    const under = await openOne(consented);
    if (under) return under;
    const since = new Date(clock().getTime() - hour);
    if ((await store.links.countStarted(consented.sourceAccount.accountId, since)) >= consented.policy.activationsPerHour) {
      return { ok: false, code: 'too_many_activations' };
    }
    const link = pendingLink(consented);
    if ((await store.links.insert(link)) === 'conflict') return (await openOne(consented)) ?? { ok: false, code: 'activation_under_way' };
    emit({ event: 'activation.consented', link: link.id, client: consented.clientId, policy: link.policyId });
    return { ok: true, link: await requestApproval(link, consented) };
  }

  async function openOne({ sourceAccount, counterpart, sourceUid, clientId }: Consented): Promise<Opened | undefined> {
    const pending = await store.links.pendingOf(sourceAccount.accountId);
    if (!pending) return undefined;
    const now = clock();
    const abandoned = !pending.activation.approval && pending.createdAt.getTime() + abandonedAfter <= now.getTime();
    if (abandoned || pending.activation.expiresAt <= now) {
      return (await giveUp(pending)) ? undefined : { ok: false, code: 'activation_under_way' };
    }
    const same =
      pending.activation.sourceUid === sourceUid &&
      pending.activation.clientId === clientId &&
      pending.other.accountId === counterpart.accountId;
    return same ? whenRequested(pending) : { ok: false, code: 'activation_under_way' };
  }

  /**
   * A double submit, or a second tab, comes while the first is asking the telephone: it waits for the same answer. Without it its page
   * would find a link that nobody can approve, and end it under the customer's hands. Undefined where the telephone was not asked.
   */
  async function whenRequested(pending: AccountLink): Promise<Opened | undefined> {
    let link: AccountLink | undefined = pending;
    for (let waited = 0; waited < askedWithin && isBeingAsked(link); waited += lookAgainAfter) {
      await setTimeout(lookAgainAfter);
      link = await store.links.find(pending.id);
    }
    if (link?.status === 'active' || link?.activation.approval) return { ok: true, link };
    return link?.status !== 'pending' || (await giveUp(link)) ? undefined : { ok: false, code: 'activation_under_way' };
  }

  function isBeingAsked(link: AccountLink | undefined): boolean {
    const since = link && clock().getTime() - link.createdAt.getTime();
    return link?.status === 'pending' && !link.activation.approval && since !== undefined && since < askedWithin;
  }

  /** Only as it was read: an approval that was asked for in this very moment stays. */
  async function giveUp(link: AccountLink): Promise<boolean> {
    const over = transition(link, { type: 'expired', at: clock() }, requestId());
    return over.ok && (await store.links.replace(over.link)) === 'replaced';
  }

  function pendingLink({
    policy,
    clientId,
    sourceUid,
    sourceAccount,
    counterpart,
    proofs,
    text,
    language,
    browserId,
  }: Consented): AccountLink {
    const createdAt = clock();
    const id = newId();
    const draft = {
      id,
      policyId: policy.id,
      activating: sideOf(sourceAccount),
      other: sideOf(counterpart),
      createdAt,
      // What it is activated from is no news to the customer afterwards.
      ...(browserId !== undefined && { browsers: [{ key: browserKey(id, browserId), at: createdAt, sourceUid }] }),
      activation: {
        sourceUid,
        clientId,
        consent: { version: policy.consentVersion, language, textHash: createHash('sha256').update(text).digest('base64url') },
        proofs,
        nonce: newId(),
        expiresAt: new Date(createdAt.getTime() + policy.lives.pendingLink * 1000),
      },
    };
    return openLink(draft, requestId());
  }

  async function requestApproval(
    link: AccountLink,
    { sourceAccount, counterpart, bindingMessage, policy }: Consented,
  ): Promise<AccountLink> {
    const subject = sourceAccount.authenticatorSubject;
    if (subject === undefined) throw new TypeError('only an account with an authenticator can activate');
    const requestedAt = clock();
    const started = await approverOf(parts, link)
      .start({ subject, bindingMessage, details: detailsOf(link, sourceAccount, counterpart), expiresInSeconds: policy.lives.pendingLink })
      .catch(async (error: unknown) => {
        // Nothing was asked: the next try must not find this one in its way.
        await keeper(link.id, { type: 'expired', at: clock() }, link);
        throw error;
      });
    const approval = {
      authReqId: started.authReqId,
      bindingMessage,
      requestedAt,
      expiresAt: started.expiresAt,
      intervalSeconds: started.intervalSeconds,
      nextPollAt: new Date(requestedAt.getTime() + started.intervalSeconds * 1000),
    };
    const moved = await keeper(link.id, { type: 'approval_requested', at: requestedAt, actor: 'provider', approval }, link);
    emit({ event: 'activation.approval_requested', link: link.id });
    return 'link' in moved ? moved.link : link;
  }

  return { open };
}

function sideOf({ space, accountId, credentialsVersion }: DirectoryAccount): LinkSide {
  return { space, accountId, credentialsVersion };
}

/** What the customer sees in the app; both accounts masked. */
function detailsOf(link: AccountLink, source: DirectoryAccount, counterpart: DirectoryAccount): ApprovalDetails {
  return {
    type: 'account_link',
    challenge: link.activation.challenge,
    source_space: source.space,
    source_account: source.maskedAccountNumber,
    ...(source.company !== undefined && { company: source.company }),
    target_space: counterpart.space,
    target_account: counterpart.maskedAccountNumber,
    consent_version: link.activation.consent.version,
  };
}
