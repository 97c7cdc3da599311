/** Asks a tile server for the tiles of an area: first each once, then again and again. */
import autocannon from 'autocannon';

const CONNECTIONS = 8;
const WARM_SECONDS = 5;
const MOST_TILES = 200;

/** West, south, east, north in degrees. */
export type Area = readonly [number, number, number, number];

export interface TilePass {
  zoom: number;
  tiles: number;
  medianKilobytes: number;
  /** Median of tiles asked one after another that nobody asked before. */
  coldMilliseconds: number;
  /** The same tiles asked again over eight connections. */
  warmPerSecond: number;
}

/** `template` is a URL with `{z}`, `{x}` and `{y}`. */
export async function measureTiles(template: string, area: Area, zoom: number): Promise<TilePass> {
  const urls = tilesOf(area, zoom).map(([x, y]) =>
    template.replace('{z}', String(zoom)).replace('{x}', String(x)).replace('{y}', String(y)),
  );
  const times: number[] = [];
  const sizes: number[] = [];
  for (const url of urls) {
    const start = performance.now();
    const response = await fetch(url);
    const bytes = (await response.arrayBuffer()).byteLength;
    times.push(performance.now() - start);
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    sizes.push(bytes / 1000);
  }
  const { origin } = new URL(urls[0]!);
  const warm = await autocannon({
    url: origin,
    connections: CONNECTIONS,
    duration: WARM_SECONDS,
    requests: urls.map((url) => ({
      path: url.slice(origin.length),
      headers: { 'accept-encoding': 'gzip' },
    })),
  });
  if (warm.non2xx > 0 || warm.errors > 0) throw new Error(`${template}: ${warm.non2xx} refusals`);
  return {
    zoom,
    tiles: urls.length,
    medianKilobytes: median(sizes),
    coldMilliseconds: median(times),
    warmPerSecond: warm.requests.average,
  };
}

/** Items a second over eight connections, from pages of `limit` around the area. */
export async function measureItems(url: string, area: Area, limit: number): Promise<number> {
  const [west, south, east, north] = area;
  const parts = 10;
  const boxes = Array.from({ length: parts * parts }, (_, n) => {
    const w = west + ((east - west) * (n % parts)) / parts;
    const s = south + ((north - south) * Math.floor(n / parts)) / parts;
    return [w, s, w + (east - west) / parts, s + (north - south) / parts].map((v) => v.toFixed(6));
  });
  const { origin, pathname } = new URL(url);
  const result = await autocannon({
    url: origin,
    connections: CONNECTIONS,
    duration: WARM_SECONDS,
    requests: boxes.map((box) => ({ path: `${pathname}?bbox=${box.join(',')}&limit=${limit}` })),
  });
  if (result.non2xx > 0) throw new Error(`${url}: ${result.non2xx} refusals`);
  return result.requests.average * limit;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** `[x, y]` of the web-mercator tiles inside the area, at most 200, from all over it. */
/** `[column, row]` of the area's tiles, of many a part. */
export function tilesOf([west, south, east, north]: Area, zoom: number): [number, number][] {
  const size = 2 ** zoom;
  const column = (lng: number): number => Math.floor(((lng + 180) / 360) * size);
  const row = (lat: number): number => {
    const radians = (lat * Math.PI) / 180;
    return Math.floor(((1 - Math.asinh(Math.tan(radians)) / Math.PI) / 2) * size);
  };
  const tiles: [number, number][] = [];
  for (let y = row(north); y <= row(south); y++)
    for (let x = column(west); x <= column(east); x++) tiles.push([x, y]);
  const every = Math.ceil(tiles.length / MOST_TILES);
  return tiles.filter((_, n) => n % every === 0);
}
