/** A server killed on the embedded database: every write that was acknowledged is there afterwards. */
import type { CreateOperation } from '@sit/core/feature';
import type { Position } from '@sit/core/geometry';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Person } from '../support/person.ts';
import { demoPassword, removeHome, startSit, temporaryHome } from '../support/sit-server.ts';
import { PLANNER } from '../support/workplace.ts';

const WRITERS = 3;
/** The server is taken away at another moment of its work each time. */
const ROUNDS = [20, 37];

describe('the embedded database', () => {
  let home: string;
  beforeAll(async () => {
    home = await temporaryHome(inject('demoHome'));
  });
  afterAll(() => removeHome(home));

  it.each(ROUNDS)('keeps every acknowledged write when killed after %i of them', async (enough) => {
    const sit = await startSit(home);
    const planner = await Person.signIn(sit.url, PLANNER, await demoPassword(home));
    const somewhere = (await planner.items('places')).find(
      ({ properties }) => properties.municipality === 'C096',
    )!;
    const position = somewhere.geometry.coordinates as Position;
    const acknowledged: { fid: number; name: string }[] = [];
    const refused: number[] = [];

    const gone = new AbortController();
    const write = async (writer: number): Promise<void> => {
      for (let n = 0; !gone.signal.aborted; n++) {
        const name = `${enough}-${writer}-${n}`;
        // Once the server is gone, whatever was under way is neither acknowledged nor lost.
        const response = await planner.send([create(name, position)]).catch(() => null);
        if (!response) return;
        if (response.status !== 201) return void refused.push(response.status);
        const body = await response.json().catch(() => null);
        if (!body) return;
        acknowledged.push({ fid: (body as { results: { fid: number }[] }).results[0]!.fid, name });
      }
    };
    const writers = Array.from({ length: WRITERS }, (_, writer) => write(writer));
    while (acknowledged.length < enough && refused.length === 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
    await sit.kill();
    gone.abort();
    await Promise.all(writers);
    expect(refused).toEqual([]);
    expect(acknowledged.length).toBeGreaterThanOrEqual(enough);

    const again = await startSit(home);
    const places = new Map(
      (await Person.nobody(again.url).items('places')).map((feature) => [feature.id, feature]),
    );
    const lost = acknowledged.filter(
      ({ fid, name }) => places.get(fid)?.properties['name'] !== name,
    );
    expect(lost).toEqual([]);
    expect(await again.stop()).toBe(0);
  });
});

function create(name: string, [longitude, latitude]: Position): CreateOperation {
  return {
    operation: 'create',
    layer: 'places',
    municipality: 'C096',
    geometry: { type: 'Point', coordinates: [longitude, latitude] },
    properties: { name, kind: 'locality' },
  };
}
