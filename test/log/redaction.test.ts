/** T54: log lines hold what an operator needs and nothing that opens anything. */
import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { logEvent } from '../../src/server/events.ts';
import { createLog } from '../../src/server/log.ts';

describe('the log', () => {
  it('one JSON line per event, with its outcome', () => {
    const { log, lines } = recording();
    logEvent(log, () => 'particuliers')({ event: 'switch.accepted', source: 'pro', target: 'particuliers', client: 'espace-particuliers' });
    logEvent(log)({ event: 'activation.refused', reason: 'not_administrator' });
    expect(lines()).toEqual([
      expect.objectContaining({
        level: 'info',
        message: 'switch.accepted',
        outcome: 'done',
        space: 'particuliers',
        source: 'pro',
        target: 'particuliers',
        client: 'espace-particuliers',
      }),
      expect.objectContaining({ level: 'warn', message: 'activation.refused', outcome: 'refused', reason: 'not_administrator' }),
    ]);
  });

  it.each([
    'secret_code',
    'access_token',
    'idToken',
    'client_secret',
    'code',
    'code_verifier',
    'identifier',
    'login_hint',
    'authReqId',
    'auth_req_id',
    'Cookie',
    'set-cookie',
    'authorization',
    'client_assertion',
    'challenge',
    'request_uri',
    'accountId',
    'sub',
    'jwks',
  ])('T54: %s is never written, at any depth', (name) => {
    const { log, text } = recording();
    log.info('event', { [name]: 'not-for-logs', nested: { [name]: { deeper: 'not-for-logs' } }, listed: [{ [name]: 'not-for-logs' }] });
    expect(text()).toContain('"event"');
    expect(text()).not.toContain('not-for-logs');
  });

  it('T54: an error is its message and stack, and not the request or response that hangs on it', () => {
    const { log, text } = recording();
    const error = Object.assign(
      new Error('the store is away', { cause: Object.assign(new Error('socket closed'), { query: 'not-for-logs' }) }),
      { response: { body: 'not-for-logs' } },
    );
    log.error('fault', { error });
    expect(text()).toContain('the store is away');
    expect(text()).toContain('socket closed');
    expect(text()).not.toContain('not-for-logs');
  });

  it('levels below the one asked for are left out', () => {
    const { log, lines } = recording('warn');
    log.info('quiet');
    log.warn('loud');
    expect(lines().map(({ message }) => message)).toEqual(['loud']);
  });
});

function recording(level = 'info') {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  const text = () => chunks.join('');
  const lines = (): Record<string, unknown>[] =>
    text()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  return { log: createLog({ level, stream }), text, lines };
}
