/** The approver against a real CIBA service over the wire: the Pass Sécurité simulator, decided as a customer does. */
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { exportJWK, generateKeyPair } from 'jose';
import { type Phone, startPhone } from '../../src/demo/phone.ts';
import type { ApprovalRequest, Approver } from '../../src/linking/approver.ts';
import { createCibaApprover } from '../../src/server/approver/ciba-approver.ts';

const TIMERS = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;
const DETAILS = { type: 'account_link', challenge: 'q0bS3oZk3m2yT4W1p9uQ7g', source_account: '••01', target_account: '••02' } as const;

let phone: Phone;
let approver: Approver;

beforeAll(async () => {
  ({ phone, approver } = await startPhoneAndApprover());
});
afterAll(() => phone.close());
afterEach(() => {
  jest.useRealTimers();
});

async function startPhoneAndApprover(): Promise<{ phone: Phone; approver: Approver }> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'passerelle', alg: 'ES256', use: 'sig' };
  const phone = await startPhone({ port: 0, clients: [{ client_id: 'passerelle', jwks: { keys: [jwk] } }] });
  const approver = createCibaApprover({
    issuer: phone.url,
    clientId: 'passerelle',
    privateKey: { ...(await exportJWK(privateKey)), kid: 'passerelle', alg: 'ES256' },
    clock: () => new Date(),
    allowInsecure: true,
  });
  return { phone, approver };
}

function start(subject: string, change: Partial<ApprovalRequest> = {}) {
  return approver.start({ subject, bindingMessage: 'tilleul-0042', details: DETAILS, expiresInSeconds: 120, ...change });
}

function decide(authReqId: string, decision: 'approve' | 'deny') {
  return fetch(`${phone.url}/approvals/${authReqId}`, { method: 'POST', body: new URLSearchParams({ decision }) });
}

async function shown(identifier: string): Promise<unknown> {
  return (await fetch(`${phone.url}/approvals?${new URLSearchParams({ identifier })}`)).json();
}

describe('start', () => {
  test('puts the binding message and the details on the phone of the login_hint', async () => {
    const started = await start('80000001');
    expect(await shown('80000001')).toEqual([
      {
        auth_req_id: started.authReqId,
        identifier: '80000001',
        state: 'pending',
        binding_message: 'tilleul-0042',
        authorization_details: [DETAILS],
      },
    ]);
  });

  test('answers the interval of the service and the expiry that was requested', async () => {
    jest.useFakeTimers({ doNotFake: [...TIMERS], now: Date.now() });
    const started = await start('80000002');
    expect(started.intervalSeconds).toBe(1);
    expect(started.expiresAt).toEqual(new Date(Date.now() + 120_000));
  });

  test('a binding message that the service refuses is a fault', async () => {
    await expect(start('80000003', { bindingMessage: 'non\u202Eiuo' })).rejects.toMatchObject({ error: 'invalid_binding_message' });
    expect(await shown('80000003')).toEqual([]);
  });
});

describe('poll', () => {
  test('authorization_pending is pending, and stays so when it is asked again', async () => {
    const { authReqId } = await start('80000004');
    expect(await approver.poll(authReqId)).toEqual({ outcome: 'pending' });
    expect(await approver.poll(authReqId)).toEqual({ outcome: 'pending' });
  });

  test('approve is approved with the proof, once; collected again it is pending, for whoever collected it has yet to write it down', async () => {
    const before = Math.floor(Date.now() / 1000) * 1000;
    const { authReqId } = await start('80000005');
    await decide(authReqId, 'approve');
    const answer = await approver.poll(authReqId);
    expect(answer).toMatchObject({ outcome: 'approved', proof: { subject: '80000005', challenge: DETAILS.challenge, details: DETAILS } });
    if (answer.outcome !== 'approved') throw new Error('unreachable: asserted above');
    expect(answer.proof.issuedAt.getTime()).toBeGreaterThanOrEqual(before);
    expect(answer.proof.authenticatedAt.getTime()).toBeGreaterThanOrEqual(before);
    expect(await approver.poll(authReqId)).toEqual({ outcome: 'pending' });
  });

  test('T11: the proof of one request carries the challenge of that request and of no other', async () => {
    const first = await start('80000006', { details: { type: 'login', challenge: 'first' } });
    const second = await start('80000006', { details: { type: 'login', challenge: 'second' } });
    await decide(second.authReqId, 'approve');
    expect(await approver.poll(second.authReqId)).toMatchObject({
      proof: { challenge: 'second', details: { type: 'login', challenge: 'second' } },
    });
    expect(await approver.poll(first.authReqId)).toEqual({ outcome: 'pending' });
  });

  test('deny is denied', async () => {
    const { authReqId } = await start('80000007');
    await decide(authReqId, 'deny');
    expect(await approver.poll(authReqId)).toEqual({ outcome: 'denied' });
  });

  test('T46: past its expiry it is expired', async () => {
    jest.useFakeTimers({ doNotFake: [...TIMERS], now: Date.now() });
    const { authReqId, expiresAt } = await start('80000008', { expiresInSeconds: 5 });
    jest.setSystemTime(expiresAt.getTime() + 1000);
    expect(await approver.poll(authReqId)).toEqual({ outcome: 'expired' });
  });

  test('an auth_req_id that the service never gave is pending: what waits for it ends by its own expiry', async () => {
    expect(await approver.poll('never-given')).toEqual({ outcome: 'pending' });
  });
});

test('T61: a service that is gone is a fault, neither a denial nor an expiry', async () => {
  const gone = await startPhoneAndApprover();
  const request = { subject: '80000009', bindingMessage: 'tilleul-0042', details: DETAILS, expiresInSeconds: 120 };
  const { authReqId } = await gone.approver.start(request);
  await gone.phone.close();
  await expect(gone.approver.poll(authReqId)).rejects.toThrow();
  await expect(gone.approver.start(request)).rejects.toThrow();
});
