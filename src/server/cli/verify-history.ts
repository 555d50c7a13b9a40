/** `passerelle history verify`: walks links and names every entry of a history that was changed, removed or moved. It mends nothing. */
import type { AccountLink } from '../../linking/account-link.ts';
import { type HistoryFault, type HistoryFaultCode, historyFaults } from '../../oidc/passerelle.ts';
import type { ServerStore } from '../server.ts';
import type { Command } from './command.ts';

const pageSize = 200;

export const verifyHistory: Command = {
  summary: 'Finds every entry of the histories of links that was changed, removed or moved.',
  options: { account: { value: 'account id', required: false } },
  async run({ openStore }, { account }) {
    const store = await openStore();
    const found: { readonly link: AccountLink; readonly faults: readonly HistoryFault[] }[] = [];
    let links = 0;
    try {
      for await (const link of linksIn(store, account)) {
        links += 1;
        const faults = historyFaults(link);
        if (faults.length > 0) found.push({ link, faults });
      }
    } finally {
      await store.close();
    }
    return {
      exitCode: found.length === 0 ? 0 : 1,
      lines: [
        ...found.flatMap(({ link, faults }) => [
          `Link ${link.id} (${link.status}, ${link.history.length} entries):`,
          ...faults.map(({ code, index }) => `  entry ${index + 1}: ${words[code]}`),
        ]),
        found.length === 0 ? `${links} links, every history is whole.` : `${links} links, ${found.length} with a history that was altered.`,
      ],
      json: { links, altered: found.map(({ link, faults }) => ({ link_id: link.id, faults })) },
    };
  },
};

const words: Readonly<Record<HistoryFaultCode, string>> = {
  broken_chain: 'does not follow from the one before: it was changed, or one was removed, added or moved',
  impossible_event: 'cannot come here in the life of a link',
  consent_differs: "is not the consent that the link's own record tells of",
  status_differs: 'should say how the link came into its state, and does not',
  approval_differs: 'and the link disagree on whether an approval was asked for',
  activation_time_differs: 'and the link disagree on when it was activated',
  end_time_differs: 'and the link disagree on when it ended',
  reason_differs: 'and the link disagree on why it was revoked',
  erasure_differs: 'and the link disagree on whether an account was erased',
};

async function* linksIn({ links }: ServerStore, accountId: string | undefined): AsyncGenerator<AccountLink> {
  let after: string | undefined;
  for (;;) {
    const request = { limit: pageSize, ...(after !== undefined && { after }) };
    const page = await (accountId === undefined ? links.scan(request) : links.page(accountId, request));
    yield* page;
    after = page.at(-1)?.id;
    if (page.length < pageSize) return;
  }
}
