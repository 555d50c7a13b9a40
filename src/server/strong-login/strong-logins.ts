/** Strong logins: one approval for each interaction, which only the browser of that interaction collects. */
import type { StrongApprovals } from './strong-approvals-port.ts';
import type { StrongLogins } from './strong-login-port.ts';

export function createStrongLogins(approvals: StrongApprovals): StrongLogins {
  return {
    begin: (uid, accountId, bindingMessage, operation) =>
      approvals.begin(pageOf(uid), { accountId, bindingMessage, asked: { ...operation, type: operation ? 'operation' : 'login' } }),
    state: (uid) => approvals.state(pageOf(uid)),
    poll: (uid) => approvals.poll(pageOf(uid)),
    drop: (uid) => approvals.drop(pageOf(uid)),
  };
}

/** Apart from everything else that waits for an approval. */
function pageOf(uid: string): string {
  return `interaction ${uid}`;
}
