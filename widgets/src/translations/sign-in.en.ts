/** English: the sign-in page. */
import type { SignInTranslation } from './sign-in.it.ts';

export const signInEn: SignInTranslation = {
  heading: 'Sign in to SIT',
  forOrigin: 'Whoever signs in here works in their own name from the portal',
  done: 'Signed in. You may close this window.',
  ownHeading: 'Sign in with your account',
  noOpener:
    'Signed in, but the portal that asked is no longer there. Go back to the portal and press “Sign in” again: confirming will be enough.',
  goOn: 'Go on',
  problems: {
    'provider-failed':
      'The outside sign-in service did not answer as it should. Try again shortly, or sign in with your password.',
    'provider-denied': 'The outside sign-in was cancelled or refused.',
    'no-role':
      'We know who you are, but you have no role in the SIT: ask the union’s office for one.',
    'address-taken':
      'Your address belongs to an account with a password already: sign in with that. To use the outside sign-in, turn to the union’s office.',
    'last-administrator':
      'The outside service would take the role from the last person who administers the union: tell who runs it.',
    suspended: 'Your account is suspended. To have it back, turn to the union’s office.',
    expired: 'Signing in took too long and has expired: start again.',
  },
  continueAs: (name) => `Continue as ${name}`,
  toMap: 'Back to the map',
  otherAccount: 'Use another account',
};
