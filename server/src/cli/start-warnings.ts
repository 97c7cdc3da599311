/** What whoever runs the server should know of its settings, though they are allowed. */
import { isTrustworthy } from '../auth/origin.ts';
import type { Config } from '../config.ts';

/** Sentences for the log. */
export function startWarnings({ publicUrl, oidc }: Config): string[] {
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
  ];
}
