/** A value made when first asked for and kept: importing the demo must cost nothing to a server that has one. */
export function lazy<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
