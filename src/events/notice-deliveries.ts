/**
 * Notices to customers: both sides of a link are told that it was activated, used from a new browser, or revoked. A delivery holds neither
 * an account nor an address, only where to look them up: a customer whose data was erased meanwhile is told nothing.
 */
import type { AccountLink, AccountLinkStore } from '../linking/account-link.ts';
import type { LinkedLoginStore } from '../linking/linked-login.ts';
import type { Notice, NoticeSender } from '../linking/notice.ts';
import type { Announcement, Delivery, NewDelivery } from '../linking/outbox.ts';
import { isTombstone } from '../linking/tombstone.ts';
import type { PasserelleEvent } from '../oidc/passerelle-types.ts';
import { DeliveryFailure, RefusedForGood } from './delivery-failure.ts';

export interface NoticeDeliveriesDeps {
  /** Nobody is told without one. */
  readonly sender: NoticeSender | undefined;
  readonly links: Pick<AccountLinkStore, 'find'>;
  readonly linkedLogins: Pick<LinkedLoginStore, 'find'>;
  readonly emit: (event: PasserelleEvent) => void;
}

const sides = ['activating', 'other'] as const;

export function createNoticeDeliveries({ sender, links, linkedLogins, emit }: NoticeDeliveriesDeps) {
  /** One for each side of the link. */
  function deliveriesOf(link: AccountLink, { id, type, at, loginId, last }: Announcement): readonly NewDelivery[] {
    if (!sender) return [];
    return sides.map((side) => ({
      id: `notice:${id}:${side}`,
      kind: 'notice',
      destination: `customers:${link[side].space}`,
      payload: {
        linkId: link.id,
        side,
        occasion: type,
        at: at.toISOString(),
        ...(loginId !== undefined && { loginId }),
        ...(last && { last: 'true' }),
      },
      createdAt: at,
    }));
  }

  async function send(delivery: Delivery, signal: AbortSignal): Promise<void> {
    // Another node, with a newer configuration, may have one.
    if (!sender) throw new DeliveryFailure('no notice sender');
    const notice = await noticeOf(delivery);
    if (!notice) return;
    const answer = await sender.send(notice, signal);
    switch (answer.outcome) {
      case 'sent':
        return;
      case 'no_address':
        emit({ event: 'notice.no_address', link: delivery.payload.linkId, occasion: notice.occasion, space: notice.space });
        return;
      case 'refused':
        throw new RefusedForGood(answer.reason);
      case 'try_again':
        throw new DeliveryFailure(answer.reason);
    }
  }

  /** Undefined when there is nobody left to tell, or nothing to tell them. */
  async function noticeOf({ id, payload }: Delivery): Promise<Notice | undefined> {
    const { linkId = '', at = '', loginId, last, occasion } = payload;
    const link = await links.find(linkId);
    const side = link?.[payload.side === 'activating' ? 'activating' : 'other'];
    if (!link || !side || isTombstone(side.accountId)) return undefined;
    // The company's account is somebody else's now: of the former administrator's gateway they learn nothing, late news included (T41).
    if (link.revocationReason === 'administrator_changed' && payload.side === 'activating') return undefined;
    const told = {
      id,
      accountId: side.accountId,
      space: side.space,
      activatingSpace: link.activating.space,
      otherSpace: link.other.space,
      at: new Date(at),
      consentLanguage: link.activation.consent.language,
    };
    if (occasion === 'activated') return { ...told, occasion };
    if (occasion === 'revoked') {
      const reason = link.revocationReason;
      if (reason === undefined) return undefined;
      return { ...told, occasion, reason };
    }
    const login = loginId === undefined ? undefined : await linkedLogins.find(loginId);
    if (!login) return undefined;
    const { source, target, browser } = login;
    return {
      ...told,
      occasion: 'new_browser',
      source,
      target,
      ...(browser !== undefined && { browser }),
      ...(last !== undefined && { last: true }),
    };
  }

  return { deliveriesOf, send };
}
