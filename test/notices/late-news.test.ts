/** T41: what waited in the outbox while the company got another administrator is no news of theirs. */
import { expect, it } from '@jest/globals';
import { createNoticeDeliveries } from '../../src/events/notice-deliveries.ts';
import type { NewDelivery } from '../../src/linking/outbox.ts';
import { openLink, transition } from '../../src/linking/transitions.ts';
import type { Notice } from '../../src/oidc/passerelle.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import * as sample from '../linking/sample-link.ts';
import { at } from '../linking/sample-link.ts';

it.each([
  { reason: 'administrator_changed', told: ['activated to particuliers', 'revoked to particuliers'] },
  { reason: 'adviser', told: ['activated to pro', 'activated to particuliers', 'revoked to pro', 'revoked to particuliers'] },
] as const)('an activation that is told after the link was revoked as $reason', async ({ reason, told }) => {
  const store = createMemoryStore({ clock: () => at(1000) });
  const active = sample.after(openLink(sample.draft), sample.askApproval, sample.approve);
  const revoked = transition(active, { type: 'revoked', at: at(900), actor: 'issuer:https://bank.example', reason });
  if (!revoked.ok) throw new Error(revoked.code);
  await store.links.insert(revoked.link);
  const notices: Notice[] = [];
  const { deliveriesOf, send } = createNoticeDeliveries({
    sender: {
      async send(notice) {
        notices.push(notice);
        return { outcome: 'sent' };
      },
    },
    links: store.links,
    linkedLogins: store.linkedLogins,
    emit: () => {},
  });
  const deliver = (delivery: NewDelivery) =>
    send({ ...delivery, status: 'due', attempts: 1, dueAt: at(1000) }, new AbortController().signal);
  for (const delivery of revoked.link.outbox.flatMap((announcement) => deliveriesOf(revoked.link, announcement))) await deliver(delivery);
  expect(notices.map(({ occasion, space }) => `${occasion} to ${space}`)).toEqual(told);
});
