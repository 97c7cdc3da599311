/** Where the sign-in page goes back to. */

/**
 * The whole address of a page of ours; our first one for anything else, since a way to another site would
 * make us its bait (CWE-601). Whole, because a path such as `/.//host` comes to `//host`, which is another site.
 */
export function returnAddress(wanted: string | null, origin: string): string {
  const start = new URL('/', origin);
  if (!wanted?.startsWith('/') || !URL.canParse(wanted, start)) return start.href;
  const url = new URL(wanted, start);
  return url.origin === start.origin ? url.href : start.href;
}
