/** What is done outside of the open pages: logouts, the telephone, the bank. */
import { phoneOf } from '../cast.ts';
import type { AdviserDeed } from '../commands.ts';
import { adviserDoes } from '../model/bank.ts';
import { answerOnPhone } from '../model/links.ts';
import { logOut } from '../model/logins.ts';
import type { Space } from '../model/table.ts';
import { type Bank, clientOf, lineOf } from '../wire.ts';
import type { Desk, Step } from './step.ts';

export function createStepsElsewhere({ bank, browser }: Desk) {
  function loggingOut(space: Space, way: 'relying party' | 'host page'): Step {
    return {
      is: 'log out',
      name: `log out of ${space} by the ${way}`,
      expect: (state) =>
        logOut(state, space) && way === 'host page' ? 'signed out' : `signed out${way === 'host page' ? ' already' : ''}`,
      async play() {
        const answer = await (way === 'host page'
          ? browser.browser.post(`/sign-out/${space}`, {})
          : browser.browser.submit(await browser.browser.get(`/session/end?client_id=${clientOf(space)}`), { logout: 'yes' }));
        if (answer.status !== 200) return { line: lineOf(answer) };
        return { line: answer.text.includes('"signed_out":false') ? 'signed out already' : 'signed out' };
      },
    };
  }

  function onPhone(account: string, decision: 'approved' | 'denied'): Step {
    return {
      is: 'phone',
      name: `phone of ${account}: ${decision}`,
      expect(state) {
        answerOnPhone(state, account, decision);
        return 'done';
      },
      async play() {
        const asked = bank.approver.asked.findLast(({ subject }) => subject === phoneOf(account));
        if (asked && !bank.answers.has(asked.details.challenge)) bank.answers.set(asked.details.challenge, decision);
        return { line: 'done' };
      },
    };
  }

  function advising(deed: AdviserDeed, account: string): Step {
    return {
      is: 'adviser',
      name: `${deed} ${account}`,
      expect(state) {
        adviserDoes(state, deed, account);
        return 'done';
      },
      async play() {
        await advise(bank, deed, account);
        return { line: 'done' };
      },
    };
  }

  return { loggingOut, onPhone, advising };
}

async function advise({ passerelle, accounts }: Bank, deed: AdviserDeed, id: string): Promise<void> {
  const by = { actor: 'operator:adviser-7' } as const;
  const account = accounts.get(id);
  if (!account) throw new Error(`the bank has no account ${id}`);
  const change = (what: Partial<typeof account>) => accounts.set(id, { ...account, ...what });
  const nextVersion = () => change({ credentialsVersion: `v${Number(account.credentialsVersion.slice(1)) + 1}` });
  switch (deed) {
    case 'revoke':
    case 'deactivate':
      for (const { id: link, status } of await passerelle.links.list(id)) {
        if (status === 'active') await passerelle.links.revoke(link, { ...by, reason: deed === 'revoke' ? 'adviser' : 'customer' });
      }
      return;
    case 'reset':
      nextVersion();
      await passerelle.links.revokeAllOf(id, { ...by, reason: 'secret_reset' });
      return;
    case 'change unheard':
      nextVersion();
      return;
    case 'block':
      change({ status: 'blocked' });
      await passerelle.accounts.endLinkedLogins(id);
      return;
    case 'unblock':
      change({ status: 'active' });
      return;
    case 'suspend':
      await passerelle.policies.suspend('pro-particuliers', by);
      return;
    case 'resume policy':
      await passerelle.policies.resume('pro-particuliers', by);
      return;
    case 'end sessions':
      await passerelle.accounts.endSessions(id);
      return;
    case 'cascade':
      await passerelle.worker.run();
  }
}
