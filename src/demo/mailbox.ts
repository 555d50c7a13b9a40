/**
 * The mailboxes of the demo's customers, by e-mail address, in memory: what a mail server and a mail program would be. A message that
 * comes again under its id is shown once, as a mail program does.
 */
export interface Message {
  readonly id: string;
  readonly to: string;
  readonly language: string;
  readonly subject: string;
  readonly text: string;
  readonly date: Date;
}

export interface Mailbox {
  send(message: Message): Promise<{ readonly outcome: 'sent' }>;
  /** What has come for the owner of an identifier, the newest first. */
  of(identifier: string): Promise<readonly Message[]>;
}

export interface MailboxDeps {
  readonly addressesOf: (identifier: string) => Promise<readonly string[]>;
}

const kept = 50;

export function createMailbox({ addressesOf }: MailboxDeps): Mailbox {
  const boxes = new Map<string, Map<string, Message>>();

  return {
    async send(message) {
      const box = boxes.get(message.to) ?? new Map<string, Message>();
      boxes.set(message.to, box);
      if (!box.has(message.id)) box.set(message.id, message);
      const [oldest] = box.keys();
      if (box.size > kept && oldest !== undefined) box.delete(oldest);
      return { outcome: 'sent' };
    },
    async of(identifier) {
      const addresses = await addressesOf(identifier);
      return addresses.flatMap((address) => [...(boxes.get(address)?.values() ?? [])]).reverse();
    },
  };
}
