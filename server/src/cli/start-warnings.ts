/** What whoever runs the server should know of its settings, though they are allowed. */
import { isTrustworthy } from '../auth/origin.ts';
import type { Config } from '../config.ts';

/** Sentences for the log. `mayTakeAnyRole` is of SIT_DATABASE_URL's login (db/login-power.ts). */
export function startWarnings({ publicUrl, oidc }: Config, mayTakeAnyRole: boolean): string[] {
  return [
    ...(isTrustworthy(publicUrl)
      ? []
      : [
          `SIT_PUBLIC_URL: «${publicUrl}» non è cifrato: password e accessi passano in chiaro per la rete. Occorre https.`,
        ]),
    ...(oidc && oidc.acr.length === 0
      ? [
          'SIT_OIDC_ACR: manca. Di chi accede con il fornitore esterno non si sa se ha mostrato due fattori: ' +
            'dove l’unione li chiede, il suo ruolo non vale.',
        ]
      : []),
    ...(mayTakeAnyRole
      ? [
          'SIT_DATABASE_URL: il suo utente può creare ruoli, e con essi cambiare il registro. Per servire basta un ' +
            'utente che abbia soltanto sit_server (README, PostgreSQL); l’altro serve a sit migrate.',
        ]
      : []),
  ];
}
