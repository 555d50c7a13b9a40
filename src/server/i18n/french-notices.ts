/**
 * What customers are written, in French, when something happens to a link of theirs. No address to click, no account, no name: a message
 * that has one is not ours, and the words say so.
 */
import type { RevocationReason } from '../../linking/reasons.ts';

export const frenchNotices = {
  greeting: 'Bonjour,',
  activated: {
    subject: 'La passerelle entre vos espaces est activée',
    what: 'Le {{when}}, la passerelle entre votre {{activating}} et votre {{other}} a été activée depuis votre {{activating}}, puis confirmée dans Pass Sécurité.',
    means:
      'Chacun de ces deux espaces ouvre désormais l’autre sans en demander les codes. Les opérations sensibles demandent toujours les codes de l’espace où elles se font.',
  },
  new_browser: {
    subject: 'Votre passerelle a été utilisée dans un nouveau navigateur',
    what: 'Le {{when}}, la passerelle a ouvert votre {{target}} depuis votre {{source}}, dans un navigateur où elle n’avait pas encore servi.',
    whatIn:
      'Le {{when}}, la passerelle a ouvert votre {{target}} depuis votre {{source}}, dans un navigateur où elle n’avait pas encore servi ({{browser}}).',
    means:
      'Si c’était vous, il n’y a rien à faire. Un appareil que vous venez de changer, la navigation privée et les cookies effacés comptent comme un nouveau navigateur.',
    last: 'Cela fait beaucoup de nouveaux navigateurs en un jour : nous ne vous écrirons plus pour les suivants pendant un jour au plus. Toutes les utilisations restent dans vos préférences, dans chacun de vos deux espaces : si vous ne les reconnaissez pas toutes, n’attendez pas un autre message.',
  },
  revoked: {
    subject: 'La passerelle entre vos espaces est désactivée',
    what: 'Le {{when}}, la passerelle entre votre {{activating}} et votre {{other}} a été désactivée.',
    because: {
      customer: 'Elle l’a été à votre demande, dans vos préférences.',
      secret_reset: 'Elle l’a été automatiquement, par sécurité : le code secret d’un des deux comptes a été réinitialisé.',
      secret_changed: 'Elle l’a été automatiquement, par sécurité : le code secret d’un des deux comptes a été changé.',
      administrator_changed: 'Elle l’a été automatiquement : l’administrateur de l’entreprise a changé.',
      identifier_changed: 'Elle l’a été automatiquement, par sécurité : l’identifiant d’un des deux comptes a été changé.',
      adviser: 'Elle l’a été par votre conseiller.',
      account_closed: 'Elle l’a été automatiquement : un des deux comptes a été clôturé.',
      credential_version: 'Elle l’a été automatiquement, par sécurité : les codes d’un des deux comptes ont changé.',
      policy: 'Elle l’a été par la banque : les conditions de ce service ont changé.',
      expired: 'Elle était arrivée à son terme.',
    } satisfies Record<RevocationReason, string>,
    means:
      'Ce que la passerelle avait ouvert est fermé : chaque espace demande de nouveau ses propres codes. Vous pourrez l’activer de nouveau depuis votre {{activating}}, si elle vous y est proposée.',
    notYou:
      'Si vous n’attendiez pas ce changement, appelez votre banque sans attendre, au numéro que vous connaissez déjà : celui de votre carte ou de vos relevés.',
  },
  notYou:
    'Si ce n’était pas vous, appelez votre banque sans attendre, au numéro que vous connaissez déjà : celui de votre carte ou de vos relevés. Désactivez aussi la passerelle : ouvrez votre {{activating}} vous-même, comme vous le faites d’habitude, puis Profil, Vos préférences, Préférences d’accès à vos espaces web.',
  noLink:
    'Ce message ne contient aucun lien, et nous ne vous demanderons jamais un code en réponse. Un message semblable qui vous propose un lien ou un numéro à appeler ne vient pas de nous.',
  why: 'Ce message concerne le compte de votre {{space}}.',
};
