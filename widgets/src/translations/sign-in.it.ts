/** Italian: the sign-in page. */
export const signInIt = {
  heading: 'Accesso al SIT',
  forOrigin: 'Chi accede qui lavora a proprio nome dal portale',
  done: 'Accesso eseguito. Puoi chiudere questa finestra.',
  ownHeading: 'Accedi con il tuo profilo',
  noOpener:
    'Accesso eseguito, ma il portale che l’ha chiesto non si trova più. Torna al portale e premi di nuovo «Accedi»: basterà confermare.',
  goOn: 'Continua',
  problems: {
    'provider-failed':
      'Il servizio di accesso esterno non ha risposto come doveva. Riprova tra poco, o accedi con la password.',
    'provider-denied': 'L’accesso esterno è stato annullato o rifiutato.',
    'no-role':
      'Ti sei fatto riconoscere, ma non hai un ruolo nel SIT: chiedilo all’Ufficio dell’Unione.',
    'address-taken':
      'Il tuo indirizzo è già di un profilo con la password: accedi con quella. Per usare l’accesso esterno rivolgiti all’Ufficio dell’Unione.',
    'last-administrator':
      'Il servizio esterno toglierebbe il ruolo all’ultima persona che amministra l’Unione: avvisa chi lo gestisce.',
    suspended: 'Il tuo profilo è sospeso. Per riaverlo rivolgiti all’Ufficio dell’Unione.',
    expired: 'L’accesso ha richiesto troppo tempo ed è scaduto: ricomincia.',
  },
  continueAs: (name: string) => `Continua come ${name}`,
  toMap: 'Torna alla mappa',
  otherAccount: 'Usa un altro account',
};

/** The Italian table is the original; the others have its shape. */
export type SignInTranslation = typeof signInIt;
