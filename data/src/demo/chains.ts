/** Joins the links of a network into chains that run from junction to junction. */

export interface Link<K> {
  from: number;
  to: number;
  kind: K;
}

export interface Chain<K> {
  kind: K;
  /** Nodes in order; a ring repeats its first. */
  path: number[];
}

/** A chain ends where three links meet, where the kind changes, or at `stops`. */
export function chainsOf<K>(
  links: readonly Link<K>[],
  stops: ReadonlySet<number> = new Set(),
): Chain<K>[] {
  const at = new Map<number, Link<K>[]>();
  for (const link of links)
    for (const end of [link.from, link.to]) {
      const list = at.get(end);
      if (list) list.push(link);
      else at.set(end, [link]);
    }
  const passes = (n: number): boolean => {
    const list = at.get(n)!;
    return list.length === 2 && list[0]!.kind === list[1]!.kind && !stops.has(n);
  };
  const used = new Set<Link<K>>();
  const follow = (start: number, first: Link<K>): Chain<K> => {
    const path = [start];
    for (let link: Link<K> | undefined = first; link && !used.has(link);) {
      used.add(link);
      const n: number = link.from === path.at(-1) ? link.to : link.from;
      path.push(n);
      link = passes(n) ? at.get(n)!.find((other) => !used.has(other)) : undefined;
    }
    return { kind: first.kind, path };
  };
  const chains: Chain<K>[] = [];
  for (const [n, list] of at)
    if (!passes(n)) for (const link of list) if (!used.has(link)) chains.push(follow(n, link));
  for (const link of links) if (!used.has(link)) chains.push(follow(link.from, link));
  return chains;
}
