import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { openPerson, outcomeOf, pageOf } from './bare-flows.ts';
import { type BareHost, startBareHost } from './bare-host.ts';

/** A host whose own check of the type lets everything pass. */
const permissive = {
  richAuthorizationRequests: {
    enabled: true as const,
    types: { operation: { validate() {} }, accounts: { validate() {} } },
    authorizationDetailsForGrantSource: () => undefined,
    authorizationDetailsForAccessToken: () => undefined,
    authorizationDetailsForIntrospection: () => undefined,
  },
};

describe('authorization_details of an operation', () => {
  let host: BareHost;
  beforeEach(async () => {
    host = await startBareHost(createMemoryStore({ clock: () => new Date() }), {
      features: permissive,
      configuration: { clientDefaults: { id_token_signed_response_alg: 'ES256', authorization_details_types: ['operation', 'accounts'] } },
    });
  });
  afterEach(() => host.close());

  const operation = { type: 'operation', payee: 'A', amount: '1' };
  const asking = (details: unknown) =>
    openPerson(host).authorize('rp-pro', { authorization_details: JSON.stringify(details), resource: 'https://rs.example/pro' });

  it('T29: is what the page has to show, and asks for the strong level', async () => {
    expect(pageOf(await asking([operation]))).toMatchObject({ page: 'login', level: 'strong', operation: { payee: 'A', amount: '1' } });
  });

  it.each([
    ['a second operation', [operation, { ...operation, payee: 'EVIL' }]],
    ['another type beside it', [operation, { type: 'accounts', access: 'all' }]],
    ['another type before it', [{ type: 'accounts', access: 'all' }, operation]],
    ['a field that is no text', [{ ...operation, instructed: { amount: '9999' } }]],
  ])('T29: is refused with %s, which no page would show', async (_title, details) => {
    expect(outcomeOf(await asking(details))).toBe('invalid_authorization_details');
  });
});
