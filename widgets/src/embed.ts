/** The script-tag file's start: as `sit.ts`, with MapLibre's worker where the build has put it. */
import { setWorkerUrl } from 'maplibre-gl';
import './sit.ts';

/** Path of the worker beside this file; written in by the build. */
declare const MAPLIBRE_WORKER: string;

// From another origin MapLibre wraps it in a blob, since browsers start no foreign worker directly.
setWorkerUrl(new URL(MAPLIBRE_WORKER, import.meta.url).href);
