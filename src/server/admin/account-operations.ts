/**
 * Accounts, as far as an adviser needs them: found by identifier (in a body, for identifiers are personal data), a secret code reset, and the
 * erasure of what the gateway keeps of them. Search and reset are of the built-in accounts; a bank's own directory has its own desk.
 */
import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { brokenRule } from '../credentials/code-rules.ts';
import type { AdminDeps } from './deps.ts';
import { answered, type Operation, operation, refused } from './operation.ts';
import { accountView } from './views.ts';
import * as wire from './wire.ts';

const params = z.strictObject({ account_id: wire.accountId });

export function accountOperations({ passerelle: { links }, directory, builtInAccounts }: AdminDeps): readonly Operation[] {
  return [
    operation({
      id: 'searchAccount',
      method: 'post',
      path: '/accounts/search',
      scope: 'accounts:read',
      tag: 'Accounts',
      summary: 'The account behind an identifier of a space',
      body: z.strictObject({ space: wire.space, identifier: z.string().min(1).max(100) }),
      answer: wire.account,
      refusals: ['unknown_account', 'no_built_in_directory'],
      async handle({ body: { space, identifier } }) {
        if (!builtInAccounts) return refused('no_built_in_directory');
        const found = await builtInAccounts.store.byIdentifier(space, identifier);
        const account = found && (await directory.accounts([found.accountId])).get(found.accountId);
        return account ? answered(accountView(account)) : refused('unknown_account');
      },
    }),
    operation({
      id: 'resetSecretCode',
      method: 'post',
      path: '/accounts/{account_id}/reset-secret-code',
      scope: 'accounts:manage',
      tag: 'Accounts',
      summary: 'Reset the secret code of an account',
      description:
        'The new code works once: it must be changed at the next login. Every link of the account is revoked (`secret_reset`). A code that was ' +
        'not given is made up and shown in this answer only.',
      params,
      body: z.strictObject({
        secret_code: z
          .string()
          .regex(/^\d{6}$/, 'must be six digits')
          .optional(),
        actor: wire.actor,
      }),
      answer: z.strictObject({ account_id: z.string(), secret_code: z.string().optional(), account_links_revoked: z.int() }),
      refusals: ['unknown_account', 'no_built_in_directory'],
      async handle({ params: { account_id: id }, body: { secret_code: given, actor }, caller: { clientId } }) {
        if (!builtInAccounts) return refused('no_built_in_directory');
        const code = given ?? randomCode();
        // First the credentials version: from here on no link made with the old code is usable, whatever becomes of this request.
        if (!(await builtInAccounts.credentials.reset(id, code))) return refused('unknown_account');
        const revoked = await links.revokeAllOf(id, { reason: 'secret_reset', actor: `operator:${actor}`, clientId });
        return answered({ account_id: id, ...(given === undefined && { secret_code: code }), account_links_revoked: revoked });
      },
    }),
    operation({
      id: 'eraseAccount',
      method: 'post',
      path: '/accounts/{account_id}/erase',
      scope: 'accounts:manage',
      tag: 'Accounts',
      summary: 'Take an account out of links and uses that have ended',
      description:
        'For a person who asked for it, when the time of evidence is over. Histories stay whole. Links that are open must be revoked first.',
      params,
      body: z.strictObject({ actor: wire.actor }),
      answer: z.strictObject({ account_links: z.int().describe('How many links the account was taken out of.') }),
      refusals: ['open_links', 'not_yet_told'],
      async handle({ params: { account_id: id }, body: { actor }, caller: { clientId } }) {
        const erased = await links.erase(id, { actor: `operator:${actor}`, clientId });
        return erased.ok ? answered({ account_links: erased.links }) : refused(erased.code);
      },
    }),
  ];
}

/** Not one of those that everybody tries first. */
function randomCode(): string {
  for (;;) {
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    if (brokenRule(code, '') === undefined) return code;
  }
}
