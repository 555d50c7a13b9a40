/** Notices by SMTP, to a real server: what it is told, over what, and what becomes of a message that it does not take. */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { NoticeSender } from '../../src/oidc/passerelle.ts';
import type { Mail } from '../../src/server/notices/mail-port.ts';
import { createNoticeSender } from '../../src/server/notices/notice-sender.ts';
import { createNoticeText } from '../../src/server/notices/notice-text.ts';
import { createSmtpMail } from '../../src/server/notices/smtp-mail.ts';
import { type Nodes, startNodes } from '../revocation/nodes.ts';
import { activateLink } from '../revocation/visits.ts';
import { authority, headerOf, type MailServer, type MailServerOptions, openMailServer, textOf } from './mail-server.ts';

const from = { name: 'Banque de l’Été', address: 'ne-pas-repondre@bank.example' };
const mail: Mail = {
  id: 'hash-of-the-notice',
  to: 'camille.martin@example.com',
  language: 'fr',
  subject: 'La passerelle entre vos espaces est activée',
  text: 'Bonjour,\n\n.Un point en début de ligne, des accents é à ç.\n',
  date: new Date('2026-03-01T10:00:00Z'),
};

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

async function serverOf(options?: MailServerOptions): Promise<MailServer> {
  const server = await openMailServer(options);
  open.push(server);
  return server;
}

const smtp = (port: number, change: object = {}) => ({ host: 'localhost', port, tls: 'starttls' as const, ca: authority, ...change });
const mailerTo = (server: MailServer, change: object = {}) => createSmtpMail({ from, smtp: smtp(server.port, change) });
const patient = () => AbortSignal.timeout(10_000);

describe('a message', () => {
  it('comes over TLS, as one plain text with its own Message-ID and date, from us to one customer, and wants no answer', async () => {
    const server = await serverOf();
    expect(await mailerTo(server).send(mail, patient())).toEqual({ outcome: 'sent' });
    const [letter] = server.accepted;
    if (!letter) throw new Error('nothing came');
    expect(letter).toMatchObject({ from: from.address, to: [mail.to], secure: true });
    expect(headerOf(letter, 'From')).toBe(`${from.name} <${from.address}>`);
    expect(headerOf(letter, 'To')).toBe(mail.to);
    expect(headerOf(letter, 'Subject')).toBe(mail.subject);
    expect(headerOf(letter, 'Message-ID')).toBe('<hash-of-the-notice@bank.example>');
    expect(Date.parse(headerOf(letter, 'Date') ?? '')).toBe(mail.date.getTime());
    expect(headerOf(letter, 'Content-Type')).toMatch(/^text\/plain/);
    expect(headerOf(letter, 'Content-Language')).toBe('fr');
    expect(headerOf(letter, 'Auto-Submitted')).toBe('auto-generated');
    expect(headerOf(letter, 'X-Mailer')).toBeUndefined();
    expect(textOf(letter).trim()).toBe(mail.text.trim().replaceAll('\n', '\r\n'));
  });

  it('comes with TLS from the first byte, and with the name and password that the server asks for', async () => {
    const server = await serverOf({
      secure: true,
      authOptional: false,
      onAuth: ({ username, password }, _session, callback) =>
        username === 'passerelle' && password === 'a-password' ? callback(null, { user: username }) : callback(new Error('no')),
    });
    const change = { tls: 'implicit', username: 'passerelle' };
    expect(await mailerTo(server, { ...change, password: 'a-password' }).send(mail, patient())).toEqual({ outcome: 'sent' });
    expect(server.accepted).toEqual([expect.objectContaining({ user: 'passerelle', secure: true })]);
    // A password that was changed is no reason to lose a day's notices.
    expect(await mailerTo(server, { ...change, password: 'another' }).send(mail, patient())).toEqual({
      outcome: 'try_again',
      reason: 'status 535',
    });
  });

  it.each([530, 550])(
    'is tried again where the sender is refused with %d: a relay that wants a login by now refuses every notice',
    async (code) => {
      const server = await serverOf({
        onMailFrom: (_address, _session, callback) => callback(Object.assign(new Error('not from you'), { responseCode: code })),
      });
      expect(await mailerTo(server).send(mail, patient())).toEqual({ outcome: 'try_again', reason: `status ${code}` });
    },
  );

  it.each([
    ['a server that has no TLS', { disabledCommands: ['STARTTLS'] }, {}],
    ['a server that does not offer its TLS, and refuses it', { hideSTARTTLS: true, disabledCommands: ['STARTTLS'] }, {}],
    ['a server whose certificate nobody vouches for', {}, { ca: undefined }],
    ['a server without TLS where TLS comes first', {}, { tls: 'implicit' }],
  ])('is not given to %s', async (_, options, change) => {
    const server = await serverOf(options);
    const outcome = await mailerTo(server, change).send(mail, patient());
    expect(outcome).toEqual({ outcome: 'try_again', reason: expect.stringMatching(/^(E[A-Z]+|status 5\d\d)$/) });
    expect(server.seen).toEqual([]);
  });

  it.each([
    'two@example.com,three@example.com',
    'Camille <camille@example.com>',
    'camille@example.com\r\nBcc: other@example.com',
    'camille@example.com\r\nRCPT TO:<other@example.com>',
    'camille@@example.com',
    '"camille martin"@example.com',
    'camille',
    '',
  ])('to %j goes nowhere: that is not one address', async (to) => {
    const server = await serverOf();
    expect(await mailerTo(server).send({ ...mail, to }, patient())).toEqual({ outcome: 'refused', reason: 'no usable address' });
    expect([server.seen.length, server.connections()]).toEqual([0, 0]);
  });

  it('keeps its headers whatever the subject and the language are', async () => {
    const server = await serverOf();
    const forged = { ...mail, subject: 'Un sujet\r\nBcc: other@example.com\r\n\r\nun corps', language: 'fr\r\nBcc: other@example.com' };
    expect(await mailerTo(server).send(forged, patient())).toEqual({ outcome: 'sent' });
    const [letter] = server.accepted;
    if (!letter) throw new Error('nothing came');
    expect(letter.to).toEqual([mail.to]);
    expect(headerOf(letter, 'Bcc')).toBeUndefined();
    expect(headerOf(letter, 'Subject')).toBe('Un sujet Bcc: other@example.com un corps');
    expect(textOf(letter).trim()).toBe(mail.text.trim().replaceAll('\n', '\r\n'));
  });

  it('is given up when whoever sends it waits no longer, and the line is cut', async () => {
    const server = await serverOf({ answer: () => 'hang' });
    const waiting = new AbortController();
    const sending = mailerTo(server).send(mail, waiting.signal);
    while (server.seen.length === 0) await new Promise(setImmediate);
    waiting.abort();
    expect(await sending).toMatchObject({ outcome: 'try_again' });
    while (server.connections() > 0) await new Promise(setImmediate);
    expect(server.accepted).toEqual([]);
  });

  it('T54: leaves no address in what is told of a failure, though the server quotes it', async () => {
    const quoting = (code: number) => Object.assign(new Error(`<${mail.to}> unknown`), { responseCode: code });
    const outcomes = [];
    for (const code of [550, 450]) {
      const server = await serverOf({ onRcptTo: (_address, _session, callback) => callback(quoting(code)) });
      outcomes.push(await mailerTo(server).send(mail, patient()));
    }
    expect(outcomes).toEqual([
      { outcome: 'refused', reason: 'status 550' },
      { outcome: 'try_again', reason: 'status 450' },
    ]);
  });
});

describe('the notices of an activation', () => {
  const addresses = { pro: 'direction@example.com', particuliers: 'camille@example.com' };

  async function activatedBy(server: MailServer): Promise<Nodes> {
    const notices: NoticeSender = createNoticeSender({
      contacts: { contactOf: async (accountId) => ({ email: accountId.startsWith('pro-') ? addresses.pro : addresses.particuliers }) },
      mailer: mailerTo(server),
      textOf: createNoticeText({
        spaces: [
          { id: 'pro', name: { en: 'Business space' } },
          { id: 'particuliers', name: { en: 'Personal space' } },
        ],
        languages: ['en'],
        timeZone: 'Europe/Paris',
      }),
    });
    const nodes = await startNodes('memory', { notices });
    open.push(nodes);
    await activateLink(nodes, nodes.newPerson());
    return nodes;
  }

  /** Both nodes work until so many messages came. */
  async function work({ one, two, advance }: Nodes, rounds: number): Promise<void> {
    for (let round = 0; round < rounds; round += 1) {
      await Promise.all([one.passerelle.worker.run(), two.passerelle.worker.run()]);
      advance(60);
    }
  }
  const letters = ({ accepted }: MailServer) => accepted.map((letter) => `${letter.to} ${headerOf(letter, 'Subject')}`).sort();
  const subject = 'The gateway between your spaces is active';
  const oneEach = [`${addresses.particuliers} ${subject}`, `${addresses.pro} ${subject}`];

  it('come once each', async () => {
    const server = await serverOf();
    await work(await activatedBy(server), 2);
    expect(letters(server)).toEqual(oneEach);
    expect(new Set(server.accepted.map((letter) => headerOf(letter, 'Message-ID'))).size).toBe(2);
  });

  it('come once each from a server that first says 451', async () => {
    const server = await serverOf({ answer: (_, number) => (number <= 3 ? { status: 451 } : 'accept') });
    await work(await activatedBy(server), 4);
    expect(letters(server)).toEqual(oneEach);
    expect(server.seen).toHaveLength(5);
  });

  it('are dead at once at a server that says 554, each with what it said and nothing of whom', async () => {
    const server = await serverOf({ answer: () => ({ status: 554 }) });
    const nodes = await activatedBy(server);
    await work(nodes, 2);
    expect([server.seen.length, server.accepted.length]).toEqual([2, 0]);
    const dead = await nodes.one.passerelle.deliveries.list({ status: 'dead', limit: 10 });
    expect(dead.map(({ kind, lastError }) => [kind, lastError])).toEqual([
      ['notice', 'status 554'],
      ['notice', 'status 554'],
    ]);
    expect(JSON.stringify([dead, nodes.one.events, nodes.two.events])).not.toContain('example.com');
  });

  it('come again, the same to the byte, from a server that died between taking them and saying so', async () => {
    const server = await serverOf({ answer: (_, number) => (number <= 2 ? 'die' : 'accept') });
    await work(await activatedBy(server), 3);
    expect(server.accepted).toHaveLength(4);
    for (const address of Object.values(addresses)) {
      const [first, second, ...others] = server.accepted.filter(({ to }) => to.includes(address));
      expect(others).toEqual([]);
      expect(second?.raw).toBe(first?.raw);
      expect(first && headerOf(first, 'Message-ID')).toMatch(/^<[\w-]{43}@bank\.example>$/);
    }
  });
});
