/** What happened, from who came from whom. Pure. */
import type { LineageEvent, LineageKind } from '@sit/core/api-history';
import type { LineageLink } from './lineage.repository.ts';

/** One for each group of links of one moment that share features, oldest first. */
export function lineageEvents(links: readonly LineageLink[]): LineageEvent[] {
  const moments = Map.groupBy(links, ({ recorded_at }) => recorded_at.toISOString());
  return [...moments]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([recordedAt, own]) =>
      connected(own).map((group): LineageEvent => {
        const predecessors = distinct(group.map(({ predecessor }) => predecessor));
        const successors = distinct(group.map(({ successor }) => successor));
        const left = distinct(
          group.flatMap(({ predecessor, suppressed }) => (suppressed ? [] : [predecessor])),
        );
        const event = kindOf(predecessors.length, successors.length + left.length);
        return { event, recordedAt, predecessors, successors };
      }),
    );
}

/** What is left of a predecessor that was not suppressed counts as one of what came of it. */
function kindOf(before: number, after: number): LineageKind {
  if (before === 1) return after === 1 ? 'replaced' : 'split';
  return after === 1 ? 'merge' : 'redrawn';
}

function connected(links: readonly LineageLink[]): LineageLink[][] {
  const groups: LineageLink[][] = [];
  for (const link of links) {
    const meets = (other: LineageLink): boolean =>
      other.predecessor === link.predecessor || other.successor === link.successor;
    const touched = groups.filter((group) => group.some(meets));
    for (const group of touched) groups.splice(groups.indexOf(group), 1);
    groups.push([...touched.flat(), link]);
  }
  return groups;
}

function distinct(fids: readonly number[]): number[] {
  return [...new Set(fids)].toSorted((a, b) => a - b);
}
