/** Two nodes whose customers are told, by a sender that keeps what it was given; and how a person comes and goes in a browser. */
import type { Notice, NoticeOutcome, NoticeSender } from '../../src/oidc/passerelle.ts';
import { openPerson, outcomeOf, type Person } from '../extension/bare-flows.ts';
import type { BareHost } from '../extension/bare-host.ts';
import type { StoreKind } from '../ground/stores.ts';
import { clientOf, type Nodes, otherSpace, type SpaceName, startNodes } from '../revocation/nodes.ts';

export interface NoticeNodes extends Nodes {
  /** What was handed to the sender, every try of it. */
  readonly told: Nodes['told'];
  readonly notices: Notice[];
  /** What the sender answers; `sent` unless a test says otherwise. */
  answer: (notice: Notice) => NoticeOutcome;
  /** Every occasion that a person was told of, by side, in the order of the words. */
  toldTo(person: string): readonly string[];
  /** Everything that is due, by both nodes at once. */
  settle(): Promise<void>;
}

export async function startNoticeNodes(kind: StoreKind): Promise<NoticeNodes> {
  const notices: Notice[] = [];
  const sender: NoticeSender = {
    async send(notice) {
      notices.push(notice);
      return all.answer(notice);
    },
  };
  const nodes = await startNodes(kind, { notices: sender });
  const all: NoticeNodes = {
    ...nodes,
    notices,
    answer: () => ({ outcome: 'sent' }),
    toldTo: (person) =>
      notices
        .filter(({ accountId }) => accountId.endsWith(`-${person}`))
        .map(({ occasion, space }) => `${occasion} to ${space}`)
        .sort(),
    async settle() {
      await Promise.all([nodes.one.passerelle.worker.run(), nodes.two.passerelle.worker.run()]);
    },
  };
  return all;
}

export const both = (occasion: string) => [`${occasion} to particuliers`, `${occasion} to pro`];

/** A person in a browser of their own, signed in to the professional space, whose link is active and told of. */
export async function activated(nodes: NoticeNodes): Promise<{ readonly person: string; readonly browser: Person }> {
  const person = nodes.newPerson();
  const browser = openPerson(nodes.one);
  await browser.login('rp-pro', `pro-${person}`);
  const opened = outcomeOf(await browser.activate());
  if (opened !== 'code') throw new Error(`not activated: ${opened}`);
  await nodes.settle();
  return { person, browser };
}

export async function signedIn(node: BareHost, person: string, space: SpaceName = 'pro'): Promise<Person> {
  const browser = openPerson(node);
  await browser.login(clientOf[space], `${space}-${person}`);
  return browser;
}

/** A silent switch; throws unless it opened the other space. */
export async function switchFrom(browser: Person, source: SpaceName = 'pro') {
  const answer = await browser.authorize(clientOf[otherSpace(source)], { linked_from: source, prompt: 'none' });
  if (outcomeOf(answer) !== 'code') throw new Error(`no switch: ${outcomeOf(answer)}`);
  return answer;
}

export async function signOut({ browser }: Person, space: SpaceName): Promise<void> {
  const answer = await browser.post(`/sign-out/${space}`, {});
  if (!answer.text.includes('true')) throw new Error(`not signed out of ${space}: ${answer.text}`);
}
