/** The words around the messages. */
export const mailboxWords = {
  fr: {
    title: 'Messagerie',
    intro: 'Simulateur de la boîte aux lettres où arrivent les messages de votre banque.',
    identifier: 'Votre identifiant',
    show: 'Voir mes messages',
    messages: 'Messages reçus',
    none: 'Aucun message. La banque écrit quand une passerelle est activée, désactivée, ou utilisée dans un nouveau navigateur.',
  },
  en: {
    title: 'Mailbox',
    intro: 'Simulator of the mailbox in which messages of your bank arrive.',
    identifier: 'Your identifier',
    show: 'Show my messages',
    messages: 'Messages received',
    none: 'No message. The bank writes when a gateway is activated, switched off, or used in a new browser.',
  },
} as const;
