/**
 * What the customer reads, in French, in place of each closed code: what happened (`what`), what it means
 * (`means`) and what to do (`next`).
 * The type asks for a text for every code, so that a new one cannot reach a customer bare.
 */
import type { Ineligibility } from '../../linking/eligibility.ts';
import type { HistoryEvent } from '../../linking/history.ts';
import type { LinkedLoginEnd } from '../../linking/linked-login.ts';
import type { RevocationReason } from '../../linking/reasons.ts';
import type { FailedPage, MoveRefusal } from '../../oidc/pages.ts';
import type { CodeChangeRefusal, FormRefusal, NewCodeRefusal, ProofRefusal, StrongLoginRefusal } from '../pages/refusals.ts';

export interface Explained {
  readonly what: string;
  readonly means: string;
  readonly next: string;
}

export const frenchCodes = {
  ineligible: {
    source_blocked: {
      what: 'Le compte de votre {{source}} est bloqué.',
      means: 'Tant qu’il est bloqué, la passerelle reste fermée.',
      next: 'Contactez votre conseiller pour le débloquer, puis recommencez.',
    },
    source_closed: {
      what: 'Le compte avec lequel vous êtes connecté à votre {{source}} est clôturé.',
      means: 'La passerelle ne peut plus partir de ce compte.',
      next: 'Connectez-vous à votre {{target}} avec les codes de cet espace, ou contactez votre conseiller.',
    },
    source_never_opened: {
      what: 'Vous ne vous êtes encore jamais connecté à votre {{source}} avec ce compte.',
      means: 'La passerelle ne relie que des comptes déjà utilisés au moins une fois.',
      next: 'Connectez-vous une première fois à votre {{source}} avec vos codes, puis recommencez.',
    },
    counterpart_unknown: {
      what: 'Nous n’avons pas trouvé de compte à votre nom dans l’espace « {{target}} ».',
      means: 'La passerelle ne peut relier que deux comptes de la même personne.',
      next: 'Si vous pensez en avoir un, contactez votre conseiller : il vérifiera qu’il est bien rattaché à votre nom.',
    },
    counterpart_blocked: {
      what: 'Le compte de votre {{target}} est bloqué.',
      means: 'Tant qu’il est bloqué, la passerelle ne peut pas l’ouvrir.',
      next: 'Contactez votre conseiller pour le débloquer, puis recommencez.',
    },
    counterpart_closed: {
      what: 'Le compte de votre {{target}} est clôturé.',
      means: 'La passerelle n’a plus de compte à ouvrir dans cet espace.',
      next: 'Contactez votre conseiller si vous souhaitez en ouvrir un nouveau.',
    },
    counterpart_never_opened: {
      what: 'Vous ne vous êtes encore jamais connecté à votre {{target}}.',
      means: 'La passerelle ne relie que des comptes déjà utilisés au moins une fois.',
      next: 'Connectez-vous une première fois à votre {{target}} avec les codes de cet espace. Vous pourrez ensuite activer la passerelle.',
    },
    counterpart_linked_elsewhere: {
      what: 'Le compte de votre {{target}} est déjà relié à un autre de vos comptes.',
      means: 'Un compte ne peut être relié qu’à un seul autre.',
      next: 'Désactivez d’abord la passerelle existante depuis le compte qui l’a activée (Profil, Vos préférences), puis recommencez ici.',
    },
    policy_suspended: {
      what: 'La passerelle entre votre {{source}} et votre {{target}} est momentanément suspendue par la banque.',
      means: 'Vos comptes ne sont pas concernés, et votre passerelle, si vous en avez une, reste enregistrée.',
      next: 'En attendant, connectez-vous à votre {{target}} avec les codes de cet espace.',
    },
    events_silent: {
      what: 'La banque n’a pas pu vérifier l’état de vos comptes.',
      means: 'Par sécurité, le passage entre votre {{source}} et votre {{target}} est interrompu.',
      next: 'Réessayez dans quelques minutes. En attendant, connectez-vous à votre {{target}} avec les codes de cet espace.',
    },
    reactivation_delay: {
      what: 'La passerelle a été désactivée récemment, par mesure de sécurité.',
      means: 'Un délai est nécessaire avant de l’activer de nouveau.',
      next: 'En attendant, connectez-vous à votre {{target}} avec les codes de cet espace.',
    },
    no_authenticator: {
      what: 'L’application Pass Sécurité n’est pas installée pour le compte de votre {{source}}.',
      means: 'Sans elle, vous ne pouvez pas confirmer l’activation de la passerelle.',
      next: 'Installez Pass Sécurité sur votre téléphone et associez-la à votre {{source}}, puis recommencez.',
    },
    not_administrator: {
      what: 'Seul l’administrateur de l’entreprise peut activer la passerelle depuis l’espace « {{source}} ».',
      means: 'Votre accès à cet espace ne change pas, mais il ne permet pas cette activation.',
      next: 'Connectez-vous à votre {{target}} avec les codes de cet espace, ou adressez-vous à l’administrateur de votre entreprise.',
    },
  } satisfies Record<Ineligibility, Explained>,

  failed: {
    denied: {
      what: 'Vous avez refusé la demande dans Pass Sécurité.',
      means: 'La passerelle n’est pas activée. Rien d’autre n’a changé.',
      next: 'Si ce refus était une erreur, recommencez. Si la demande ne venait pas de vous, contactez votre conseiller.',
    },
    expired: {
      what: 'La demande n’a pas été confirmée à temps dans Pass Sécurité.',
      means: 'La passerelle n’est pas activée. Rien d’autre n’a changé.',
      next: 'Recommencez quand vous avez votre téléphone sous la main.',
    },
    interrupted: {
      what: 'Votre situation a changé pendant l’activation, qui a été interrompue.',
      means: 'La passerelle n’est pas activée. Rien d’autre n’a changé.',
      next: 'Recommencez. Si cela se reproduit, contactez votre conseiller.',
    },
  } satisfies Record<FailedPage['reason'], Explained>,

  revoked: {
    customer: 'Désactivée à votre demande.',
    secret_reset: 'Désactivée automatiquement : le code secret d’un des deux comptes a été réinitialisé.',
    secret_changed: 'Désactivée automatiquement : le code secret d’un des deux comptes a été changé.',
    administrator_changed: 'Désactivée automatiquement : l’administrateur de l’entreprise a changé.',
    identifier_changed: 'Désactivée automatiquement : l’identifiant d’un des deux comptes a été changé.',
    adviser: 'Désactivée par votre conseiller.',
    account_closed: 'Désactivée automatiquement : un des deux comptes a été clôturé.',
    credential_version: 'Désactivée automatiquement : les codes d’un des deux comptes ont changé.',
    policy: 'Désactivée par la banque : ce service a changé.',
    expired: 'Arrivée à son terme.',
  } satisfies Record<RevocationReason, string>,

  /** What it means for the customer. */
  revokedMeans: {
    customer: 'Les accès ouverts par la passerelle sont fermés : chaque espace demande ses propres codes.',
    secret_reset:
      'Par sécurité, les accès ouverts par la passerelle sont fermés : chaque espace demande ses propres codes, y compris le nouveau.',
    secret_changed:
      'Par sécurité, les accès ouverts par la passerelle sont fermés : chaque espace demande ses propres codes, y compris le nouveau.',
    administrator_changed: 'L’accord donné par l’ancien administrateur ne vaut plus : chaque espace demande ses propres codes.',
    identifier_changed: 'Par sécurité, les accès ouverts par la passerelle sont fermés : chaque espace demande ses propres codes.',
    adviser: 'Les accès ouverts par la passerelle sont fermés : chaque espace demande ses propres codes.',
    account_closed: 'Il n’y a plus de compte à ouvrir : cette passerelle ne peut pas être réactivée.',
    credential_version:
      'Par sécurité, une passerelle ne survit pas aux codes avec lesquels elle a été activée : chaque espace demande les siens.',
    policy: 'Les conditions que vous aviez acceptées ne sont plus en vigueur : chaque espace demande ses propres codes.',
    expired: 'Une passerelle vaut pour une durée limitée : chaque espace demande de nouveau ses propres codes.',
  } satisfies Record<RevocationReason, string>,

  /** What can be done; when is told apart, where a delay runs. */
  revokedNext: {
    customer: 'Pour l’activer de nouveau, passez par votre {{space}}.',
    secret_reset:
      'Si vous n’avez rien demandé, contactez votre conseiller sans attendre. Pour activer de nouveau la passerelle, passez par votre {{space}}.',
    secret_changed:
      'Si ce n’était pas vous, contactez votre conseiller sans attendre. Pour activer de nouveau la passerelle, passez par votre {{space}}.',
    administrator_changed: 'Le nouvel administrateur peut l’activer pour lui-même, depuis l’espace « {{space}} ».',
    identifier_changed:
      'Si vous n’avez rien demandé, contactez votre conseiller sans attendre. Pour activer de nouveau la passerelle, passez par votre {{space}}.',
    adviser: 'Votre conseiller peut vous en donner la raison. Pour l’activer de nouveau, passez par votre {{space}}.',
    account_closed: 'Si vous ouvrez un nouveau compte, vous pourrez le relier depuis votre {{space}}.',
    credential_version:
      'Si vous n’avez rien changé, contactez votre conseiller sans attendre. Pour activer de nouveau la passerelle, passez par votre {{space}}.',
    policy: 'Votre conseiller peut vous renseigner. Si le service vous est encore proposé, activez-le depuis votre {{space}}.',
    expired: 'Pour l’activer de nouveau, passez par votre {{space}}.',
  } satisfies Record<RevocationReason, string>,

  move: {
    changed: 'La situation a changé depuis l’affichage de cette page. Relisez-la et choisissez de nouveau.',
    wrong_account:
      'Ces codes sont ceux d’un autre compte. Saisissez le code secret du compte affiché, ou annulez et déconnectez-vous d’abord.',
    level_not_reached: 'Cette demande exige une confirmation dans Pass Sécurité. Recommencez et confirmez sur votre téléphone.',
    source_proof_required: 'Votre connexion date un peu. Saisissez votre code secret pour continuer.',
    counterpart_proof_required: 'Saisissez l’identifiant et le code secret du compte à relier pour continuer.',
    counterpart_not_offered: 'Le compte choisi ne peut plus être relié. Choisissez parmi les comptes proposés.',
    activation_under_way:
      'Une activation est déjà en attente pour ce compte, peut-être dans un autre navigateur. Terminez-la, ou attendez quelques minutes et recommencez.',
    too_many_activations: 'Trop d’activations ont été commencées pour ce compte. Recommencez dans une heure.',
  } satisfies Record<MoveRefusal, string>,

  credential: {
    wrong_credentials:
      'Identifiant ou code secret incorrect. Vérifiez votre saisie et réessayez. Après plusieurs erreurs, l’accès est bloqué quelques minutes.',
    slow_down: 'Trop de tentatives depuis votre connexion. Attendez {{seconds}} secondes, puis réessayez.',
    change_required:
      'Ce code secret vous a été donné par la banque : il doit d’abord être changé. Reconnectez-vous à l’espace de ce code, choisissez-en un nouveau, puis recommencez.',
  } satisfies Record<ProofRefusal, string>,

  strong: {
    no_authenticator: {
      what: 'L’application Pass Sécurité n’est pas installée pour le compte de votre {{space}}.',
      means: 'Cette demande doit être confirmée dans Pass Sécurité : elle n’a pas abouti.',
      next: 'Installez Pass Sécurité sur votre téléphone et associez-la à votre {{space}}, puis recommencez.',
    },
    approval_open: {
      what: 'Une autre demande attend déjà votre confirmation dans Pass Sécurité.',
      means: 'Une seule demande peut attendre à la fois : celle-ci n’a pas été envoyée.',
      next: 'Répondez à l’autre sur votre téléphone, ou attendez qu’elle expire, puis recommencez.',
    },
    too_many_approvals: {
      what: 'Plusieurs demandes viennent d’être envoyées dans Pass Sécurité sans être confirmées.',
      means: 'Pour vous protéger, aucune demande n’est plus envoyée à votre téléphone pendant quelques minutes : celle-ci ne l’a pas été.',
      next: 'Recommencez plus tard. Si ces demandes ne venaient pas de vous, changez votre code secret.',
    },
  } satisfies Record<StrongLoginRefusal, Explained>,

  codeChange: {
    wrong_credentials: 'Le code secret actuel est incorrect. Réessayez. Après plusieurs erreurs, l’accès est bloqué quelques minutes.',
    slow_down: 'Trop de tentatives depuis votre connexion. Attendez {{seconds}} secondes, puis réessayez.',
    not_six_digits: 'Le nouveau code secret doit comporter exactement 6 chiffres.',
    unchanged: 'Le nouveau code secret doit être différent de l’actuel.',
    too_simple: 'Ce code est trop facile à deviner (chiffres identiques ou qui se suivent). Choisissez-en un autre.',
    changed_meanwhile: 'Votre code secret vient d’être modifié ailleurs. Si ce n’est pas vous, contactez votre conseiller sans attendre.',
    too_late: 'Le temps pour choisir un nouveau code est écoulé. Votre code n’a pas été changé : recommencez.',
  } satisfies Record<CodeChangeRefusal | NewCodeRefusal, string>,

  form: {
    foreign_origin: {
      title: 'Demande refusée par sécurité',
      what: 'Cette demande ne vient pas de nos pages.',
      means: 'Par sécurité, elle n’a pas été prise en compte. Rien n’a changé.',
      next: 'Retournez dans votre espace et recommencez. Si vous n’avez rien demandé, fermez la page d’où vous venez.',
    },
    bad_token: {
      title: 'Page non valable',
      what: 'Cette page n’est plus valable.',
      means: 'Votre demande n’a pas été prise en compte. Rien n’a changé.',
      next: 'Retournez dans votre espace et recommencez.',
    },
    too_large: {
      title: 'Demande trop volumineuse',
      what: 'La demande envoyée est trop volumineuse.',
      means: 'Elle n’a pas été prise en compte. Rien n’a changé.',
      next: 'Retournez dans votre espace et recommencez avec une saisie plus courte.',
    },
    not_a_form: {
      title: 'Demande non prise en compte',
      what: 'La demande n’a pas été envoyée par une de nos pages.',
      means: 'Elle n’a pas été prise en compte. Rien n’a changé.',
      next: 'Retournez dans votre espace et recommencez.',
    },
    malformed: {
      title: 'Demande incomplète',
      what: 'La demande est incomplète ou abîmée.',
      means: 'Elle n’a pas été prise en compte. Rien n’a changé.',
      next: 'Retournez dans votre espace et recommencez.',
    },
  } satisfies Record<FormRefusal, Explained & { title: string }>,

  history: {
    consented: 'Consentement donné',
    approval_requested: 'Confirmation demandée dans Pass Sécurité',
    activated: 'Passerelle activée',
    declined: 'Activation refusée',
    erased: 'Données effacées',
    expired: 'Demande expirée',
    revoked: 'Passerelle désactivée',
  } satisfies Record<HistoryEvent, string>,

  loginEnd: {
    stepped_up: 'remplacée par une connexion avec les codes de l’espace',
    account_unusable: 'arrêtée : un compte n’était plus utilisable',
    policy_suspended: 'arrêtée : service suspendu',
    signed_out: 'terminée par une déconnexion',
    session_revoked: 'terminée par votre banque',
    revoked: 'arrêtée par la désactivation de la passerelle',
  } satisfies Record<LinkedLoginEnd, string>,
};
