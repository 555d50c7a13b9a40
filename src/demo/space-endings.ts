/**
 * What a customer is told who was signed out by the provider: what happened and what to do now, in plain French.
 * Keyed by the reasons that a logout token may carry; without one, or with one that nobody foresaw, a sentence that is always true.
 */
import type { Notice } from './pages.ts';

const GATEWAY_CLOSED = 'La passerelle entre vos espaces est désactivée';
const OWN_CODES = 'Vous pouvez vous connecter ici avec l’identifiant et le code secret de cet espace.';
const ONCE_MORE = 'Vous pourrez réactiver la passerelle depuis votre Espace Professionnel, après un délai de sécurité.';

const ENDINGS = new Map<string, string>([
  ['customer', `${GATEWAY_CLOSED}, à votre demande. ${OWN_CODES}`],
  ['secret_reset', `${GATEWAY_CLOSED}, car un de vos codes secrets a été réinitialisé. ${OWN_CODES} ${ONCE_MORE}`],
  ['secret_changed', `${GATEWAY_CLOSED}, car un de vos codes secrets a été changé. ${OWN_CODES} ${ONCE_MORE}`],
  [
    'administrator_changed',
    `${GATEWAY_CLOSED}, car l’administrateur de l’entreprise a changé. ${OWN_CODES} Le nouvel administrateur peut activer la sienne depuis l’Espace Professionnel.`,
  ],
  ['identifier_changed', `${GATEWAY_CLOSED}, car un de vos identifiants a changé. ${OWN_CODES} ${ONCE_MORE}`],
  ['adviser', `${GATEWAY_CLOSED} par votre conseiller. ${OWN_CODES} Contactez votre conseiller pour en connaître la raison.`],
  [
    'account_closed',
    `${GATEWAY_CLOSED}, car un de vos deux comptes est clôturé. Si votre compte de cet espace est ouvert, connectez-vous avec son identifiant et son code secret.`,
  ],
  ['credential_version', `${GATEWAY_CLOSED}, car les codes d’un de vos comptes ont changé. ${OWN_CODES} ${ONCE_MORE}`],
  ['policy', `${GATEWAY_CLOSED} par votre banque\u00a0: ce service a changé. ${OWN_CODES} Votre conseiller peut vous renseigner.`],
  [
    'expired',
    `${GATEWAY_CLOSED}, car elle est arrivée à son terme. ${OWN_CODES} Vous pouvez la réactiver depuis votre Espace Professionnel.`,
  ],
  ['signed_out', `Vous vous êtes déconnecté, ici ou dans l’espace par lequel vous étiez entré. ${OWN_CODES}`],
  [
    'account_unusable',
    'Un de vos comptes est bloqué, et l’accès par la passerelle est arrêté. Contactez votre conseiller\u00a0; une fois le blocage levé, vous pourrez de nouveau passer d’un espace à l’autre.',
  ],
  ['policy_suspended', `Le passage d’un espace à l’autre est suspendu pour le moment. Vos comptes ne sont pas concernés. ${OWN_CODES}`],
  [
    'session_revoked',
    `Votre banque a mis fin à vos connexions, par sécurité. ${OWN_CODES} Si vous ne savez pas pourquoi, contactez votre conseiller.`,
  ],
]);

const OTHERWISE = `Votre connexion a pris fin. ${OWN_CODES}`;

export function noticeOfEnd(reason: string | undefined): Notice {
  return { tone: 'error', title: 'Vous avez été déconnecté', text: ENDINGS.get(reason ?? '') ?? OTHERWISE };
}
