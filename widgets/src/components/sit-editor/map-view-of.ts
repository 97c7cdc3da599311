/** Screen pixels and the ground under them, as the editing tools count. */
import type { BBox, Position } from '@sit/core/geometry';
import type { Map as MapLibreMap } from 'maplibre-gl';
import { distanceMeters } from '@sit/editing/local-metric';
import type { View } from './handles.ts';
import { metersPerPixel } from '../../internal/scale.ts';

/** How near is on something, in CSS pixels: with a mouse or the cross-hair, and under a finger. */
export const PICK_PIXELS = { fine: 10, coarse: 22 };
export const SNAP_PIXELS = { fine: 12, coarse: 22 };

/** `pixels` on the ground in the middle of the map. */
export function metersOf(map: MapLibreMap, pixels: number): number {
  return pixels * metersPerPixel(map.getCenter().lat, map.getZoom());
}

export function viewOf(map: MapLibreMap): View {
  return { bbox: bboxOfView(map), metersPerPixel: metersOf(map, 1) };
}

export function bboxOfView(map: MapLibreMap): BBox {
  const bounds = map.getBounds();
  return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
}

export function positionOf({ lng, lat }: { lng: number; lat: number }): Position {
  return [lng, lat];
}

/** Smaller than this, a feature's vertices cannot be told apart. */
const LEAST_PIXELS = 60;

/** The box is wholly in view, and large enough to be worked on. */
export function isWellInView(map: MapLibreMap, [west, south, east, north]: BBox): boolean {
  const bounds = map.getBounds();
  const inView = bounds.contains([west, south]) && bounds.contains([east, north]);
  const size = distanceMeters([west, south], [east, north]);
  const isPoint = size === 0;
  return inView && (isPoint ? map.getZoom() >= 15 : size >= metersOf(map, LEAST_PIXELS));
}
