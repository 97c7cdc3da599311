/** Faults of a geometry, found before the server finds them (OGC 06-103r4 §6.1.11, as ST_IsValid reads it). */
import Flatbush from 'flatbush';
import type { Geometry, Position } from '@sit/core/geometry';
import type { Part, Ring } from './parts.ts';
import { kindOf, partsOf } from './parts.ts';
import { meetingOf, placeInRing, samePosition, sideOf } from './planar.ts';
import { MINIMUM_VERTICES } from './remove-vertex.ts';

export const GEOMETRY_FAULTS = [
  'too-few-vertices',
  'duplicate-vertex',
  'spike',
  'self-intersection',
  'rings-cross',
  'hole-outside-shell',
  'hole-in-hole',
  'parts-overlap',
] as const;
export type GeometryFaultReason = (typeof GEOMETRY_FAULTS)[number];

export interface GeometryFault {
  reason: GeometryFaultReason;
  /** `[longitude, latitude]` where to look. */
  position: Position;
}

interface Segment {
  part: number;
  ring: number;
  /** Place among the ring's segments, and how many there are. */
  index: number;
  count: number;
  from: Position;
  to: Position;
}

/** Repeated vertices are untidy, not invalid: every other fault keeps the geometry from being stored. */
export function isBlocking(fault: GeometryFault): boolean {
  return fault.reason !== 'duplicate-vertex';
}

/** All faults, one per place and reason; empty when the geometry is sound. Lines may cross themselves. */
export function faultsOf(geometry: Geometry): GeometryFault[] {
  const kind = kindOf(geometry.type);
  if (kind === 'point') return [];
  const faults: GeometryFault[] = [];
  const parts = partsOf(geometry).map((rings) =>
    rings.map((ring) => {
      faults.push(...duplicatesIn(ring));
      return withoutDuplicates(ring);
    }),
  );
  for (const ring of parts.flat()) {
    const vertices = kind === 'polygon' ? ring.length - 1 : ring.length;
    if (vertices < MINIMUM_VERTICES[kind] && ring[0])
      faults.push({ reason: 'too-few-vertices', position: ring[0] });
    else if (kind === 'polygon') faults.push(...spikesIn(ring));
  }
  if (kind === 'polygon' && !faults.some((fault) => fault.reason === 'too-few-vertices')) {
    const crossings = crossingsOf(parts);
    faults.push(...crossings);
    if (crossings.length === 0) faults.push(...nestingFaults(parts));
  }
  return oncePerPlace(faults);
}

function duplicatesIn(ring: Ring): GeometryFault[] {
  return ring.flatMap((position, index) =>
    index > 0 && samePosition(position, ring[index - 1]!)
      ? [{ reason: 'duplicate-vertex' as const, position }]
      : [],
  );
}

function withoutDuplicates(ring: Ring): Ring {
  return ring.filter((position, index) => index === 0 || !samePosition(position, ring[index - 1]!));
}

/** Vertices at which the boundary turns straight back on itself. */
function spikesIn(ring: Ring): GeometryFault[] {
  const open = ring.slice(0, -1);
  return open.flatMap((position, index) => {
    const before = open.at(index - 1)!;
    const after = open[(index + 1) % open.length]!;
    const ahead =
      (before[0] - position[0]) * (after[0] - position[0]) +
      (before[1] - position[1]) * (after[1] - position[1]);
    return ahead > 0 && sideOf(before, position, after) === 0
      ? [{ reason: 'spike' as const, position }]
      : [];
  });
}

/** Meetings that OGC forbids: within a ring any, between rings of a part or parts all but touching at a point. */
function crossingsOf(parts: readonly Part[]): GeometryFault[] {
  const segments = segmentsOf(parts);
  if (segments.length === 0) return [];
  const index = new Flatbush(segments.length);
  for (const { from, to } of segments)
    index.add(
      Math.min(from[0], to[0]),
      Math.min(from[1], to[1]),
      Math.max(from[0], to[0]),
      Math.max(from[1], to[1]),
    );
  index.finish();
  return segments.flatMap((segment, i) => {
    const { from, to } = segment;
    const near = index.search(
      Math.min(from[0], to[0]),
      Math.min(from[1], to[1]),
      Math.max(from[0], to[0]),
      Math.max(from[1], to[1]),
      (j) => j > i,
    );
    return near.flatMap((j) => crossingOf(segment, segments[j]!) ?? []);
  });
}

function crossingOf(a: Segment, b: Segment): GeometryFault | null {
  const samePart = a.part === b.part;
  const sameRing = samePart && a.ring === b.ring;
  // Neighbours along the ring share their vertex; where they share more, it is a spike.
  const apart = Math.abs(a.index - b.index);
  if (sameRing && (apart === 1 || apart === a.count - 1)) return null;
  const meeting = meetingOf(a.from, a.to, b.from, b.to);
  if (!meeting) return null;
  if (sameRing) return { reason: 'self-intersection', position: meeting.position };
  if (meeting.kind === 'touch') return null;
  return { reason: samePart ? 'rings-cross' : 'parts-overlap', position: meeting.position };
}

function segmentsOf(parts: readonly Part[]): Segment[] {
  return parts.flatMap((rings, part) =>
    rings.flatMap((positions, ring) =>
      positions.slice(1).map((to, index) => ({
        part,
        ring,
        index,
        count: positions.length - 1,
        from: positions[index]!,
        to,
      })),
    ),
  );
}

/** Holes outside their shell or inside one another, parts inside parts: only meaningful where nothing crosses. */
function nestingFaults(parts: readonly Part[]): GeometryFault[] {
  const faults: GeometryFault[] = [];
  parts.forEach((rings, p) => {
    const [shell, ...holes] = rings;
    if (!shell) return;
    for (const hole of holes) {
      if (placeOfRing(hole, shell) === 'outside')
        faults.push({ reason: 'hole-outside-shell', position: hole[0]! });
      else if (holes.some((other) => other !== hole && placeOfRing(hole, other) === 'inside'))
        faults.push({ reason: 'hole-in-hole', position: hole[0]! });
    }
    parts.forEach((others, o) => {
      if (o === p || !others[0] || placeOfRing(shell, others[0]) !== 'inside') return;
      const inHole = others.slice(1).some((hole) => placeOfRing(shell, hole) === 'inside');
      if (!inHole) faults.push({ reason: 'parts-overlap', position: shell[0]! });
    });
  });
  return faults;
}

/** The side of `outer` on which `ring` lies, judged by its first vertex off the boundary, then by midpoints. */
function placeOfRing(ring: Ring, outer: Ring): 'inside' | 'outside' {
  const midpoints = ring
    .slice(1)
    .map((to, i): Position => [(ring[i]![0] + to[0]) / 2, (ring[i]![1] + to[1]) / 2]);
  for (const position of [...ring, ...midpoints]) {
    const place = placeInRing(position, outer);
    if (place !== 'boundary') return place;
  }
  return 'inside';
}

function oncePerPlace(faults: GeometryFault[]): GeometryFault[] {
  const seen = new Set<string>();
  return faults.filter(({ reason, position }) => {
    const key = `${reason} ${position[0]} ${position[1]}`;
    return !seen.has(key) && seen.add(key);
  });
}
