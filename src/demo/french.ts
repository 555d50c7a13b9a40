/**
 * What the spaces and the telephone of the demo say, in French: the model that the other languages follow. Keyed by OAuth error codes and the
 * space's own; what nobody foresaw gets `otherwise`. Values are filled in where `{{…}}` stands.
 */
export const french = {
  space: {
    switch: 'Changer d’espace',
    here: '{{space}} : vous êtes ici',
    toActivate: 'À activer une fois ; la page suivante vous guide.',
    closed: 'Cet accès n’est pas ouvert pour le moment ; la page suivante vous dit pourquoi.',
    signOut: 'Se déconnecter',
    hello: 'Bonjour {{name}}',
    door: 'Connectez-vous pour consulter vos comptes et réaliser vos opérations.',
    signIn: 'Se connecter',
    account: 'Votre compte',
    accountNumber: 'Compte {{number}}',
    accountEnding: 'Compte se terminant par {{ending}}',
    profile: 'Profil',
    preferences: 'Vos préférences',
    access: 'Préférences d’accès à vos espaces web',
    security: 'Sécurité',
    changeCode: 'Changer votre code secret',
    transfer: 'Faire un virement',
    transferNote: 'Chaque virement se valide avec le code secret de cet espace et votre Pass Sécurité.',
    payee: 'Bénéficiaire',
    amountInEuros: 'Montant en euros',
    amountExample: 'Par exemple 12,50',
    submit: 'Valider le virement',
    operations: 'Opérations exécutées',
    noOperation: 'Aucune opération pour le moment.',
    date: 'Date',
    amount: 'Montant',
    claims: 'Informations reçues du service de connexion',
    home: 'Revenir à l’accueil',
    panelOff: 'L’accès à cet espace n’est pas activé.',
    panelRefused: 'Ce solde ne peut pas être affiché : l’accès à votre autre compte n’est pas ouvert, ou ne l’est plus.',
    panelBusy: 'Ce solde est momentanément indisponible. Réessayez dans quelques instants.',
  },
  activated: {
    title: 'La passerelle est activée',
    text: 'Vous passez désormais d’un espace à l’autre depuis le menu en haut de la page, sans ressaisir vos codes. Pour la désactiver à tout moment : Profil, Vos préférences, Préférences d’accès à vos espaces web, dans l’espace qui l’a activée.',
  },
  login: {
    access_denied: {
      title: 'L’accès n’a pas été ouvert',
      text: 'La demande a été refusée, abandonnée, ou n’est pas possible pour vos comptes. Vous pouvez vous connecter avec l’identifiant et le code secret de cet espace, ou contacter votre conseiller.',
    },
    login_required: {
      title: 'Connexion nécessaire',
      text: 'Pour entrer dans cet espace, connectez-vous avec l’identifiant et le code secret de cet espace.',
    },
    account_selection_required: {
      title: 'Un choix reste à faire',
      text: 'Plusieurs de vos comptes peuvent s’ouvrir ici. Choisissez « Se connecter » et suivez les étapes proposées.',
    },
    interaction_required: {
      title: 'Une étape reste à faire',
      text: 'Votre accord ou une confirmation est nécessaire. Choisissez « Se connecter » et suivez les étapes proposées.',
    },
    consent_required: {
      title: 'Votre accord est nécessaire',
      text: 'Choisissez de nouveau le passage vers cet espace et suivez les étapes proposées.',
    },
    unmet_authentication_requirements: {
      title: 'Confirmation insuffisante',
      text: 'La confirmation demandée n’a pas été obtenue. Recommencez et validez la demande dans votre Pass Sécurité.',
    },
    invalid_request: {
      title: 'Demande non reconnue',
      text: 'Le lien suivi n’est pas valable. Revenez à l’accueil de votre espace et recommencez depuis le menu.',
    },
    temporarily_unavailable: {
      title: 'Service momentanément indisponible',
      text: 'Votre demande n’a pas pu aboutir. Réessayez dans quelques minutes ; rien n’a été modifié.',
    },
    unknown_state: {
      title: 'Cette demande n’est plus en cours',
      text: 'Elle a déjà été traitée, a expiré, ou n’a pas été commencée ici. Revenez à l’accueil et recommencez si besoin.',
    },
    invalid_response: {
      title: 'Réponse refusée',
      text: 'La réponse reçue n’a pas pu être vérifiée : par sécurité, elle a été ignorée. Recommencez depuis l’accueil.',
    },
  },
  operation: {
    done: {
      title: 'Opération exécutée',
      text: 'Votre opération a été validée et figure dans la liste ci-dessous.',
    },
    access_denied: {
      title: 'Opération non validée',
      text: 'La validation a été refusée ou abandonnée. Rien n’a été exécuté.',
    },
    operation_other_account: {
      title: 'Opération non exécutée',
      text: 'La validation ne vient pas du compte qui a demandé l’opération. Rien n’a été exécuté ; reconnectez-vous et recommencez.',
    },
    operation_not_strong: {
      title: 'Opération non exécutée',
      text: 'La validation doit être faite avec votre code secret et votre Pass Sécurité. Rien n’a été exécuté.',
    },
    operation_not_fresh: {
      title: 'Opération non exécutée',
      text: 'La validation est antérieure à votre demande. Rien n’a été exécuté ; recommencez.',
    },
    operation_not_approved: {
      title: 'Opération non exécutée',
      text: 'Ce qui a été validé n’est pas cette opération. Rien n’a été exécuté ; recommencez.',
    },
    otherwise: {
      title: 'Opération non exécutée',
      text: 'La validation n’a pas abouti. Rien n’a été exécuté ; vous pouvez recommencer.',
    },
  },
  refusal: {
    invalid_issuer: {
      title: 'Lien non reconnu',
      text: 'Ce lien ne vient pas du service de connexion de votre banque. Entrez dans votre espace par l’accueil.',
    },
    invalid_operation: {
      title: 'Opération incomplète',
      text: 'Indiquez un bénéficiaire (70 caractères au plus) et un montant supérieur à zéro, par exemple 12,50.',
    },
    foreign_origin: {
      title: 'Demande refusée',
      text: 'Cette demande ne vient pas d’une page de votre espace. Revenez à l’accueil et recommencez.',
    },
    provider_unreachable: {
      title: 'Service de connexion injoignable',
      text: 'Le service de connexion ne répond pas. Réessayez dans quelques instants ; rien n’a été modifié.',
    },
    otherwise: {
      title: 'La demande n’a pas abouti',
      text: 'Un incident est survenu. Recommencez depuis l’accueil ; si cela persiste, contactez votre conseiller.',
    },
  },
  ended: {
    title: 'Vous avez été déconnecté',
    otherwise: 'Votre connexion a pris fin. Vous pouvez vous connecter ici avec l’identifiant et le code secret de cet espace.',
    because: {
      customer:
        'La passerelle entre vos espaces est désactivée, à votre demande. Vous pouvez vous connecter ici avec l’identifiant et le code secret de cet espace.',
      secret_reset:
        'La passerelle entre vos espaces est désactivée, car un de vos codes secrets a été réinitialisé. Vous pouvez vous connecter ici avec l’identifiant et le code secret de cet espace. Vous pourrez réactiver la passerelle depuis votre Espace Professionnel, après un délai de sécurité.',
      secret_changed:
        'La passerelle entre vos espaces est désactivée, car un de vos codes secrets a été changé. Vous pouvez vous connecter ici avec l’identifiant et le code secret de cet espace. Vous pourrez réactiver la passerelle depuis votre Espace Professionnel, après un délai de sécurité.',
      administrator_changed:
        'La passerelle entre vos espaces est désactivée, car l’administrateur de l’entreprise a changé. Vous pouvez vous connecter ici avec l’identifiant et le code secret de cet espace. Le nouvel administrateur peut activer la sienne depuis l’Espace Professionnel.',
      identifier_changed:
        'La passerelle entre vos espaces est désactivée, car un de vos identifiants a changé. Vous pouvez vous connecter ici avec l’identifiant et le code secret de cet espace. Vous pourrez réactiver la passerelle depuis votre Espace Professionnel, après un délai de sécurité.',
      adviser:
        'La passerelle entre vos espaces est désactivée par votre conseiller. Vous pouvez vous connecter ici avec l’identifiant et le code secret de cet espace. Contactez votre conseiller pour en connaître la raison.',
      account_closed:
        'La passerelle entre vos espaces est désactivée, car un de vos deux comptes est clôturé. Si votre compte de cet espace est ouvert, connectez-vous avec son identifiant et son code secret.',
      credential_version:
        'La passerelle entre vos espaces est désactivée, car les codes d’un de vos comptes ont changé. Vous pouvez vous connecter ici avec l’identifiant et le code secret de cet espace. Vous pourrez réactiver la passerelle depuis votre Espace Professionnel, après un délai de sécurité.',
      policy:
        'La passerelle entre vos espaces est désactivée par votre banque : ce service a changé. Vous pouvez vous connecter ici avec l’identifiant et le code secret de cet espace. Votre conseiller peut vous renseigner.',
      expired:
        'La passerelle entre vos espaces est désactivée, car elle est arrivée à son terme. Vous pouvez vous connecter ici avec l’identifiant et le code secret de cet espace. Vous pouvez la réactiver depuis votre Espace Professionnel.',
      signed_out:
        'Vous vous êtes déconnecté, ici ou dans l’espace par lequel vous étiez entré. Vous pouvez vous connecter ici avec l’identifiant et le code secret de cet espace.',
      account_unusable:
        'Un de vos comptes est bloqué, et l’accès par la passerelle est arrêté. Contactez votre conseiller ; une fois le blocage levé, vous pourrez de nouveau passer d’un espace à l’autre.',
      policy_suspended:
        'Le passage d’un espace à l’autre est suspendu pour le moment. Vos comptes ne sont pas concernés. Vous pouvez vous connecter ici avec l’identifiant et le code secret de cet espace.',
      session_revoked:
        'Votre banque a mis fin à vos connexions, par sécurité. Vous pouvez vous connecter ici avec l’identifiant et le code secret de cet espace. Si vous ne savez pas pourquoi, contactez votre conseiller.',
    },
  },
  mailbox: {
    title: 'Messagerie',
    intro: 'Simulateur de la boîte aux lettres où arrivent les messages de votre banque.',
    identifier: 'Votre identifiant',
    show: 'Voir mes messages',
    messages: 'Messages reçus',
    none: 'Aucun message. La banque écrit quand une passerelle est activée, désactivée, ou utilisée dans un nouveau navigateur.',
  },
  phone: {
    intro: 'Simulateur de l’application qui confirme vos demandes.',
    identifier: 'Votre identifiant',
    submit: 'Voir mes demandes',
    pendingTitle: 'Demandes en attente',
    nothing: 'Aucune demande en attente. Après une demande dans votre espace, actualisez cette page.',
    approve: 'Approuver',
    deny: 'Refuser',
    detail: 'Détail technique de la demande',
    fields: {
      source_account: 'Vous partez du compte',
      target_account: 'Vous ouvrirez le compte',
      payee: 'Bénéficiaire',
      amount: 'Montant',
      account: 'Compte',
    },
    pastTitle: 'Demandes passées',
    refused: 'Réponse non prise en compte',
    choose: 'Choisissez d’approuver ou de refuser.',
    unknown: 'Cette demande n’est pas connue de ce téléphone.',
    late: 'Cette demande n’est plus en attente : votre réponse n’a pas été prise en compte.',
    otherMessage: 'Votre banque vous demande de confirmer.',
    states: {
      pending: 'En attente',
      approved: 'Approuvée',
      denied: 'Refusée',
      expired: 'Expirée',
    },
    kinds: {
      account_link: 'Liaison de vos deux espaces',
      login: 'Connexion',
      operation: 'Opération',
      secret_code_reset: 'Nouveau code secret : refusez si vous ne l’avez pas demandé vous-même',
      otherwise: 'Demande de confirmation',
    },
  },
};
