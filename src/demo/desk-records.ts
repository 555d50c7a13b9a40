/**
 * What the desk shows of an account: its links, why a switch would or would not work, and the histories. As the admin API gave it; the
 * histories of an account's links come in one answer, each with its link.
 */
import { z } from 'zod';
import type { Answer, DeskAdmin, FoundAccount } from './desk-admin.ts';

const PAGE = '100';
const linksPage = z.looseObject({ account_links: z.array(z.looseObject({ id: z.string() })) });
const historyOfLink = z.looseObject({});

export type DeskRecords = ReturnType<typeof createDeskRecords>;

export function createDeskRecords({ admin, spaces }: { admin: DeskAdmin; spaces: readonly string[] }) {
  function links({ account_id }: FoundAccount): Promise<Answer> {
    return admin.read('/account-links', { account_id, limit: PAGE });
  }

  /** From the account's space to another, the only other one where there are two. */
  function explain({ account_id, space }: FoundAccount, to = spaces.find((other) => other !== space) ?? space): Promise<Answer> {
    return admin.read('/explain', { account_id, from: space, to });
  }

  async function history(account: FoundAccount): Promise<Answer> {
    const answer = await links(account);
    if (!answer.ok) return answer;
    const page = linksPage.parse(answer.body);
    const told = [];
    for (const link of page.account_links) {
      const itsHistory = await admin.read(`/account-links/${encodeURIComponent(link.id)}/history`);
      if (!itsHistory.ok) return itsHistory;
      told.push({ ...link, ...historyOfLink.parse(itsHistory.body) });
    }
    return { ok: true, body: { ...page, account_links: told } };
  }

  function policies(): Promise<Answer> {
    return admin.read('/policies');
  }

  return { links, explain, history, policies };
}
