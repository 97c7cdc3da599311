/** Which state of the territory a map draws: as it is, as it was, or as a proposal would have it. */

export interface PastShown {
  kind: 'past';
  /** RFC 3339 instant. */
  datetime: string;
}

export interface ProposalShown {
  kind: 'proposal';
  id: string;
  title: string;
  /** Those that the proposal edits; the others are drawn as they are. */
  layers: readonly string[];
}

export type Showing = { kind: 'present' } | PastShown | ProposalShown;

export const PRESENT: Showing = { kind: 'present' };

/** What of a layer to ask the server for, in tiles and items alike; empty for the present. */
export function askedState(
  showing: Showing,
  layer: string,
): { datetime?: string; proposal?: string } {
  if (showing.kind === 'past') return { datetime: showing.datetime };
  const previewed = showing.kind === 'proposal' && showing.layers.includes(layer);
  return previewed ? { proposal: showing.id } : {};
}
