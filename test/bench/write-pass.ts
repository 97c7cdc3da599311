/** How many change sets a second one server commits: of one feature by several people, of many by one. */
import type { ChangeOperation } from '@sit/core/feature';
import type { Position } from '@sit/core/geometry';
import { Person } from '../support/person.ts';
import { demoPassword, startSit } from '../support/sit-server.ts';
import { ADMIN } from '../support/workplace.ts';

const LAYER = 'places';
const WRITERS = 8;
const SMALL = 400;
const LARGE = 10;
const LARGE_FEATURES = 500;
/** Degrees. */
const STEP = 1e-5;

export interface WritePass {
  what: string;
  changeSetsPerSecond: number;
  featuresPerSecond: number;
}

/** `home` is a server's on a PostGIS that holds the demo. */
export async function measureWrites(
  home: string,
  env: Record<string, string>,
): Promise<WritePass[]> {
  const sit = await startSit(home, env);
  try {
    const person = await Person.signIn(sit.url, ADMIN, await demoPassword(home));
    const somewhere = (await person.items(LAYER))[0]!;
    const position = somewhere.geometry.coordinates as Position;
    let made = 0;
    // Each a metre from the next: what lies on one spot is every other's neighbour.
    const creates = (count: number): ChangeOperation[] =>
      Array.from({ length: count }, () => {
        const [column, row] = [made % 100, Math.floor(made++ / 100)];
        const place: Position = [position[0]! + column * STEP, position[1]! + row * STEP];
        return create(somewhere.properties.municipality, place);
      });
    await person.commit(creates(1));
    const small = await timed(async () => {
      let left = SMALL;
      const write = async (): Promise<void> => {
        while (left-- > 0) await person.commit(creates(1));
      };
      await Promise.all(Array.from({ length: WRITERS }, write));
    });
    const large = await timed(async () => {
      for (let n = 0; n < LARGE; n++) await person.commit(creates(LARGE_FEATURES));
    });
    return [
      {
        what: `1 elemento, ${WRITERS} insieme`,
        changeSetsPerSecond: SMALL / small,
        featuresPerSecond: SMALL / small,
      },
      {
        what: `${LARGE_FEATURES} elementi`,
        changeSetsPerSecond: LARGE / large,
        featuresPerSecond: (LARGE * LARGE_FEATURES) / large,
      },
    ];
  } finally {
    await sit.stop();
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function create(municipality: string, [longitude, latitude]: Position): ChangeOperation {
  return {
    operation: 'create',
    layer: LAYER,
    municipality,
    geometry: { type: 'Point', coordinates: [longitude, latitude] },
    properties: { name: 'Misura', kind: 'locality' },
  };
}
