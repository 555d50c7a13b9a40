/** What a posted form must be before a page reads it: from our pages, small, flat, with its own token. */
import { describe, expect, test } from '@jest/globals';
import Koa from 'koa';
import request from 'supertest';
import { formRefusalStatus, readForm } from '../../src/server/pages/form.ts';
import { createFormTokens } from '../../src/server/pages/form-token.ts';

const issuer = 'https://login.bank.example';
const form = 'application/x-www-form-urlencoded';

describe('form_token', () => {
  const tokens = createFormTokens('k'.repeat(32));

  test('T7: a token holds for its own purpose and its own interaction only', () => {
    const token = tokens.issue('login', 'interaction-a');
    expect(tokens.accepts('login', 'interaction-a', token)).toBe(true);
    expect(tokens.accepts('login', 'interaction-b', token)).toBe(false);
    expect(tokens.accepts('passerelle', 'interaction-a', token)).toBe(false);
  });

  test('T7: a missing, empty, cut, lengthened or foreign token is refused', () => {
    const token = tokens.issue('preferences', 'session');
    const foreign = createFormTokens('j'.repeat(32)).issue('preferences', 'session');
    for (const given of [undefined, '', token.slice(1), `${token}AAAA`, foreign, 'é'.repeat(43)]) {
      expect({ given, accepted: tokens.accepts('preferences', 'session', given) }).toEqual({ given, accepted: false });
    }
  });

  test('another node with the same key accepts the token', () => {
    expect(createFormTokens('k'.repeat(32)).accepts('consent', 'uid', tokens.issue('consent', 'uid'))).toBe(true);
  });

  test('a key that is too short is refused at start', () => {
    expect(() => createFormTokens('short')).toThrow(TypeError);
  });
});

describe('a posted form', () => {
  test('is read, each field once, in UTF-8', async () => {
    const answer = await post('identifier=70000001&secret_code=135790&name=In%C3%A8s+Robert');
    expect(answer.body).toEqual({ identifier: '70000001', secret_code: '135790', name: 'Inès Robert' });
  });

  test.each([
    'identifier[$ne]=',
    'identifier[]=70000001',
    'identifier.$gt=',
    '$where=1',
    '__proto__[admin]=1',
    'identifier=1&identifier=2',
    'Identifier=1',
  ])('T45: %s → 400', async (body) => {
    expect((await post(body)).status).toBe(400);
  });

  test('over 64 kB → 413, and the answer arrives', async () => {
    expect((await post(`identifier=${'1'.repeat(64 * 1024)}`)).status).toBe(413);
  });

  test.each(['application/json', 'multipart/form-data; boundary=x', 'text/plain'])('%s → 415', async (type) => {
    expect((await post('{"identifier":{"$ne":null}}', { 'Content-Type': type })).status).toBe(415);
  });

  test.each([
    'https://evil.example',
    'null',
    'https://login.bank.example.evil.example',
    'https://login.bank.example:8443',
    'http://login.bank.example',
  ])('T7: Origin %s → 403', async (origin) => {
    expect((await post('identifier=1', { Origin: origin })).status).toBe(403);
  });

  test.each([issuer, undefined])('Origin %s is the provider itself → 200', async (origin) => {
    expect((await post('identifier=1', origin === undefined ? {} : { Origin: origin })).status).toBe(200);
  });
});

async function post(body: string, headers: Readonly<Record<string, string>> = {}) {
  const app = new Koa();
  app.use(async function answerWhatWasRead(ctx) {
    const read = await readForm(ctx, issuer);
    ctx.status = read.ok ? 200 : formRefusalStatus[read.code];
    ctx.body = read.ok ? Object.fromEntries(read.form) : { code: read.code };
  });
  return request(app.callback())
    .post('/login/x')
    .set({ 'Content-Type': form, ...headers })
    .send(body);
}
