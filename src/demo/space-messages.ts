/**
 * What a customer is told when an authorization ended: what happened and what to do now, in plain French.
 * Keyed by OAuth error codes and the space's own; a code that nobody foresaw still gets a useful sentence.
 */
import type { Notice } from './pages.ts';
import type { Outcome } from './space-sessions.ts';

type Text = Pick<Notice, 'title' | 'text'>;

const DURING_LOGIN = new Map<string, Text>([
  [
    'access_denied',
    {
      title: 'L’accès n’a pas été ouvert',
      text: 'La demande a été refusée, abandonnée, ou n’est pas possible pour vos comptes. Vous pouvez vous connecter avec l’identifiant et le code secret de cet espace, ou contacter votre conseiller.',
    },
  ],
  [
    'login_required',
    {
      title: 'Connexion nécessaire',
      text: 'Pour entrer dans cet espace, connectez-vous avec l’identifiant et le code secret de cet espace.',
    },
  ],
  [
    'interaction_required',
    {
      title: 'Une étape reste à faire',
      text: 'Votre accord ou une confirmation est nécessaire. Choisissez «\u00a0Se connecter\u00a0» et suivez les étapes proposées.',
    },
  ],
  [
    'consent_required',
    { title: 'Votre accord est nécessaire', text: 'Choisissez de nouveau le passage vers cet espace et suivez les étapes proposées.' },
  ],
  [
    'unmet_authentication_requirements',
    {
      title: 'Confirmation insuffisante',
      text: 'La confirmation demandée n’a pas été obtenue. Recommencez et validez la demande dans votre Pass Sécurité.',
    },
  ],
  [
    'invalid_request',
    {
      title: 'Demande non reconnue',
      text: 'Le lien suivi n’est pas valable. Revenez à l’accueil de votre espace et recommencez depuis le menu.',
    },
  ],
  [
    'temporarily_unavailable',
    {
      title: 'Service momentanément indisponible',
      text: 'Votre demande n’a pas pu aboutir. Réessayez dans quelques minutes\u00a0; rien n’a été modifié.',
    },
  ],
  [
    'unknown_state',
    {
      title: 'Cette demande n’est plus en cours',
      text: 'Elle a déjà été traitée, a expiré, ou n’a pas été commencée ici. Revenez à l’accueil et recommencez si besoin.',
    },
  ],
  [
    'invalid_response',
    {
      title: 'Réponse refusée',
      text: 'La réponse reçue n’a pas pu être vérifiée\u00a0: par sécurité, elle a été ignorée. Recommencez depuis l’accueil.',
    },
  ],
]);

const DURING_OPERATION = new Map<string, Text>([
  ['access_denied', { title: 'Opération non validée', text: 'La validation a été refusée ou abandonnée. Rien n’a été exécuté.' }],
  [
    'operation_other_account',
    {
      title: 'Opération non exécutée',
      text: 'La validation ne vient pas du compte qui a demandé l’opération. Rien n’a été exécuté\u00a0; reconnectez-vous et recommencez.',
    },
  ],
  [
    'operation_not_strong',
    {
      title: 'Opération non exécutée',
      text: 'La validation doit être faite avec votre code secret et votre Pass Sécurité. Rien n’a été exécuté.',
    },
  ],
  [
    'operation_not_fresh',
    { title: 'Opération non exécutée', text: 'La validation est antérieure à votre demande. Rien n’a été exécuté\u00a0; recommencez.' },
  ],
  [
    'operation_not_approved',
    { title: 'Opération non exécutée', text: 'Ce qui a été validé n’est pas cette opération. Rien n’a été exécuté\u00a0; recommencez.' },
  ],
]);

const OPERATION_OTHERWISE: Text = {
  title: 'Opération non exécutée',
  text: 'La validation n’a pas abouti. Rien n’a été exécuté\u00a0; vous pouvez recommencer.',
};

const REFUSALS = new Map<string, Text>([
  [
    'invalid_issuer',
    {
      title: 'Lien non reconnu',
      text: 'Ce lien ne vient pas du service de connexion de votre banque. Entrez dans votre espace par l’accueil.',
    },
  ],
  [
    'invalid_operation',
    {
      title: 'Opération incomplète',
      text: 'Indiquez un bénéficiaire (70 caractères au plus) et un montant supérieur à zéro, par exemple 12,50.',
    },
  ],
  [
    'foreign_origin',
    { title: 'Demande refusée', text: 'Cette demande ne vient pas d’une page de votre espace. Revenez à l’accueil et recommencez.' },
  ],
  [
    'provider_unreachable',
    {
      title: 'Service de connexion injoignable',
      text: 'Le service de connexion ne répond pas. Réessayez dans quelques instants\u00a0; rien n’a été modifié.',
    },
  ],
]);

const OTHERWISE: Text = {
  title: 'La demande n’a pas abouti',
  text: 'Un incident est survenu. Recommencez depuis l’accueil\u00a0; si cela persiste, contactez votre conseiller.',
};

export function noticeOf({ during, error }: Outcome): Notice | undefined {
  if (error === undefined) return during === 'operation' ? done() : undefined;
  if (during === 'operation') return { tone: 'error', ...(DURING_OPERATION.get(error) ?? OPERATION_OTHERWISE) };
  return { tone: 'error', ...(DURING_LOGIN.get(error) ?? OTHERWISE) };
}

export function refusalText(error: string): Text {
  return REFUSALS.get(error) ?? DURING_LOGIN.get(error) ?? OTHERWISE;
}

function done(): Notice {
  return { tone: 'success', title: 'Opération exécutée', text: 'Votre opération a été validée et figure dans la liste ci-dessous.' };
}
