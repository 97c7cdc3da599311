/** Where a sign-in comes back to: a page of our own, and nothing else (open redirect; RFC 9700 §4.11.1). */

const MOST_LENGTH = 2000;
const PAGE = '/sign-in';
/** Of the page that shows why a sign-in failed; not carried over into the next one. */
const PROBLEM = 'problem';

/** Why a sign-in through the provider did not go; the sign-in page has words for each. */
export type SignInProblem =
  | 'provider-failed'
  | 'provider-denied'
  | 'no-role'
  | 'suspended'
  | 'expired'
  | 'address-taken'
  | 'last-administrator';

/**
 * `text` as path and query of a page under `publicUrl`. Read as a browser would read it, since it drops tabs and line
 * breaks and takes `\` for `/`. A fragment is left out: it may hold a mail link's token, and this is stored. Null for
 * anything that is not a page of ours.
 */
export function parseReturnPath(text: string, publicUrl: string): string | null {
  const url = URL.canParse(text, publicUrl) ? new URL(text, publicUrl) : null;
  const own =
    url !== null &&
    text.length <= MOST_LENGTH &&
    /^\/[^\p{Cc}\\]*$/u.test(text) &&
    url.origin === publicUrl &&
    // What `/.//host` comes to: a path here, another host in a Location without one.
    !url.pathname.startsWith('//') &&
    !/^\/(api|ogc)(\/|$)/.test(url.pathname);
  if (!own) return null;
  url.searchParams.delete(PROBLEM);
  return url.pathname + url.search;
}

/** The sign-in page with the problem, from where the same return can be tried again. */
export function problemPage(problem: SignInProblem, returnTo: string, publicUrl: string): string {
  const url = signInUrl(returnTo, publicUrl);
  url.searchParams.set(PROBLEM, problem);
  return url.href;
}

/** The sign-in page, from where somebody comes to `returnTo` by a click. */
export function signInPage(returnTo: string, publicUrl: string): string {
  return signInUrl(returnTo, publicUrl).href;
}

function signInUrl(returnTo: string, publicUrl: string): URL {
  const back = new URL(returnTo, publicUrl);
  if (back.pathname === PAGE) return back;
  const url = new URL(PAGE, publicUrl);
  if (returnTo !== '/') url.searchParams.set('return', returnTo);
  return url;
}
