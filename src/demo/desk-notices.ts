/** What the adviser is told after an action: what was done and what it means for the customer, or why nothing was. */
import type { AccountAction, PolicyAction } from './desk-actions.ts';
import type { Problem } from './desk-problem.ts';
import type { Notice } from './pages.ts';

type Action = AccountAction | PolicyAction;

const DONE: Readonly<Record<Action, readonly [title: string, text: string]>> = {
  'reset-code': [
    'Code secret réinitialisé',
    'Le nouveau code est 000000\u00a0; le client devra en choisir un autre à sa prochaine connexion. Ses passerelles sont désactivées.',
  ],
  'change-administrator': ['Changement d’administrateur enregistré', 'Les passerelles de ce compte sont désactivées.'],
  revoke: ['Passerelle révoquée', 'Ce compte n’a plus aucune passerelle active, et les connexions qui en venaient sont arrêtées.'],
  block: ['Compte bloqué', 'Les connexions qui passaient par la passerelle sont arrêtées. La passerelle reste inscrite.'],
  unblock: ['Compte débloqué', 'Le client peut de nouveau passer d’un espace à l’autre\u00a0; les connexions arrêtées le restent.'],
  close: ['Compte clôturé', 'Les passerelles de ce compte sont désactivées, sans retour.'],
  suspend: ['Passerelle suspendue', 'Plus aucun passage n’est possible, pour personne. Les passerelles des clients restent inscrites.'],
  resume: ['Passerelle remise en service', 'Les passages sont de nouveau possibles\u00a0; les connexions arrêtées le restent.'],
};

const REFUSED = new Map<number, string>([
  [400, 'Il manque une indication. Vérifiez l’espace et l’identifiant, puis recommencez.'],
  [404, 'Ce compte, ou cette passerelle, n’existe pas. Vérifiez l’espace et l’identifiant.'],
]);

export function noticeOfDone(action: string | undefined): Notice | undefined {
  const done = action !== undefined && Object.hasOwn(DONE, action) ? DONE[action as Action] : undefined; // hasOwn has just said so
  return done && { tone: 'success', title: done[0], text: done[1] };
}

export function noticeOfProblem({ status, type }: Problem): Notice {
  const text = REFUSED.get(status) ?? `Rien n’est garanti\u00a0: vérifiez ci-dessous, puis recommencez. Code\u00a0: ${type}`;
  return { tone: 'error', title: 'La demande n’a pas abouti', text };
}
