/**
 * The desk's words, in French: what the codes of the admin API mean to an adviser. A code that nobody foresaw is shown as it is: an
 * adviser can pass it on.
 */

export type Words = (code: string) => string;

export const stateWords = wordsFrom({
  pending: 'en cours d’activation',
  active: 'active',
  declined: 'activation refusée',
  expired: 'activation non terminée',
  revoked: 'désactivée',
});

export const statusWords = wordsFrom({ never_opened: 'jamais ouvert', active: 'actif', blocked: 'bloqué', closed: 'clôturé' });

export const policyWords = wordsFrom({ active: 'en service', suspended: 'suspendue' });

export const reasonWords = wordsFrom({
  customer: 'à la demande du client',
  secret_reset: 'code secret réinitialisé',
  secret_changed: 'code secret changé par le client',
  administrator_changed: 'changement d’administrateur',
  identifier_changed: 'changement d’identifiant',
  adviser: 'révoquée par le conseiller',
  account_closed: 'compte clôturé',
  credential_version: 'les codes d’un des comptes ont changé',
  policy: 'service retiré par la banque',
  expired: 'arrivée à son terme',
});

export const eventWords = wordsFrom({
  consented: 'Consentement donné',
  approval_requested: 'Confirmation demandée dans Pass Sécurité',
  activated: 'Passerelle activée',
  declined: 'Activation refusée',
  expired: 'Demande expirée',
  revoked: 'Passerelle désactivée',
  erased: 'Données d’un compte effacées',
});

export const endWords = wordsFrom({
  stepped_up: 'remplacée par une connexion avec les codes de l’espace',
  account_unusable: 'arrêtée : un compte n’était plus utilisable',
  policy_suspended: 'arrêtée : service suspendu',
  signed_out: 'terminée par une déconnexion',
  session_revoked: 'terminée par la banque',
  revoked: 'arrêtée par la désactivation de la passerelle',
});

export const viaWords = wordsFrom({ browser: 'dans un navigateur', grant: 'par un serveur de l’espace' });

export const checkWords = wordsFrom({
  policy: 'La passerelle est en service entre ces espaces',
  event_feed: 'La banque reçoit les événements de sécurité',
  source_account: 'Le compte d’où part le client est utilisable',
  same_person: 'Un compte de la même personne existe dans l’autre espace',
  counterpart_account: 'Le compte de l’autre espace est utilisable',
  counterpart_free: 'Le compte de l’autre espace n’est pas relié ailleurs',
  reactivation_delay: 'Le délai de sécurité est écoulé',
  may_activate: 'Le client peut activer la passerelle',
  authenticator: 'Pass Sécurité est installé',
  link: 'La passerelle est activée',
});

export const codeWords = wordsFrom({
  allowed: 'Le passage est possible.',
  source_blocked: 'Le compte de cet espace est bloqué.',
  source_closed: 'Le compte de cet espace est clôturé.',
  source_never_opened: 'Le compte de cet espace n’a jamais été ouvert.',
  counterpart_unknown: 'Aucun compte de la même personne dans l’autre espace.',
  counterpart_blocked: 'Le compte de l’autre espace est bloqué.',
  counterpart_closed: 'Le compte de l’autre espace est clôturé.',
  counterpart_never_opened: 'Le compte de l’autre espace n’a jamais été ouvert.',
  counterpart_linked_elsewhere: 'Le compte de l’autre espace est déjà relié à un autre compte.',
  policy_suspended: 'La passerelle est suspendue.',
  events_silent: 'Les événements de sécurité de la banque n’arrivent plus.',
  reactivation_delay: 'Le délai avant une nouvelle activation n’est pas écoulé.',
  no_authenticator: 'Pass Sécurité n’est pas installé.',
  not_administrator: 'Le client n’est pas l’administrateur de l’entreprise.',
  no_policy: 'Aucune passerelle n’est prévue entre ces espaces.',
  unknown_account: 'Ce compte n’est pas de cet espace.',
  link_missing: 'La passerelle n’est pas activée.',
  credential_version: 'Les codes d’un des comptes ont changé.',
  policy: 'Le service a été retiré par la banque.',
  expired: 'La passerelle est arrivée à son terme.',
});

export function actorWords(actor: string): string {
  const [kind, ...name] = actor.split(':');
  if (kind === 'operator') return `conseiller (${name.join(':')})`;
  if (kind === 'issuer') return 'système de la banque';
  return partyWords(actor);
}

const partyWords = wordsFrom({
  activating_account: 'client, espace qui active',
  other_account: 'client, autre espace',
  authenticator: 'client, dans Pass Sécurité',
  provider: 'automatique',
});

function wordsFrom(table: Readonly<Record<string, string>>): Words {
  const words = new Map(Object.entries(table));
  return (code) => words.get(code) ?? code;
}
