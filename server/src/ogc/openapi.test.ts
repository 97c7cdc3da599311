/** The API definition: valid, complete, and what the definitions of OGC parameters must say. */
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { describeOnBothEngines } from '../testing/harness.ts';
import { jsonOf } from '../testing/json-of.ts';

const HTTP_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

describeOnBothEngines('/openapi.json', (server) => {
  const read = async () => {
    const answer = await createApp(server().deps).request('/openapi.json');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Content-Type')).toBe('application/vnd.oai.openapi+json;version=3.1');
    return await jsonOf(answer);
  };

  it('is a valid OpenAPI 3.1 document [Part 1 api-definition-op, api-definition-success]', async () => {
    const { valid, errors } = await new Validator().validate(await read());
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
  });

  it('describes every route under /api and /ogc, and none that is not there', async () => {
    const { paths } = await read();
    const described = Object.entries<any>(paths).flatMap(([path, item]) =>
      Object.keys(item).map(
        (method) => `${method.toUpperCase()} ${path.replace(/\{\w+\}/g, '{}')}`,
      ),
    );
    const mounted = createApp(server().deps)
      .routes.filter(
        ({ method, path }) => HTTP_METHODS.includes(method) && /^\/(api|ogc)(\/|$)/.test(path),
      )
      .map(({ method, path }) => `${method} ${path.replace(/:\w+/g, '{}')}`);
    expect(mounted.length).toBeGreaterThan(25);
    expect(mounted.filter((route) => !described.includes(route))).toEqual([]);
    expect(described.filter((route) => !mounted.includes(route))).toEqual([]);
  });

  it('says of every operation who may ask, and by which credential', async () => {
    const { paths, components } = await read();
    const operations = Object.values<any>(paths).flatMap((item) => Object.values<any>(item));
    expect(operations.map((each) => each['x-sit-access']).filter((each) => !each)).toEqual([]);
    const named = operations.flatMap(({ security }) => security.flatMap(Object.keys));
    expect([...new Set(named)].toSorted()).toEqual(
      Object.keys(components.securitySchemes).toSorted(),
    );
    // Nobody may ask where the empty requirement is among them (OpenAPI 3.1 §4.8.10).
    for (const each of operations)
      expect(each.security.some((one: object) => Object.keys(one).length === 0)).toBe(
        each['x-sit-access'] === 'public',
      );
    const ownPages = operations.filter((each) =>
      ['own-page', 'administrator'].includes(each['x-sit-access']),
    );
    expect(ownPages.length).toBeGreaterThan(20);
    for (const { security } of ownPages) expect(security).toEqual([{ session: [] }]);
  });

  it('defines bbox, limit and datetime as Part 1 wants [fc-bbox-definition, fc-limit-definition, fc-time-definition]', async () => {
    const { paths } = await read();
    const parameters: any[] = paths['/ogc/collections/{collectionId}/items'].get.parameters;
    const named = (name: string) => parameters.find((parameter) => parameter.name === name);
    for (const name of ['bbox', 'limit', 'datetime'])
      expect(named(name)).toMatchObject({
        in: 'query',
        required: false,
        style: 'form',
        explode: false,
      });
    expect(named('bbox').schema).toMatchObject({
      type: 'array',
      minItems: 4,
      maxItems: 6,
      items: { type: 'number' },
    });
    expect(named('limit').schema).toMatchObject({
      type: 'integer',
      minimum: 1,
      maximum: 10_000,
      default: 100,
    });
    expect(named('datetime').schema.type).toBe('string');
  });

  it('gives every path parameter and every operation of its own', async () => {
    const { paths } = await read();
    const ids = Object.values<any>(paths).flatMap((item) =>
      Object.values<any>(item).flatMap(({ operationId }) => (operationId ? [operationId] : [])),
    );
    expect(new Set(ids).size).toBe(ids.length);
    for (const [path, item] of Object.entries<any>(paths))
      for (const operation of Object.values<any>(item)) {
        const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
        const declared = (operation.parameters ?? [])
          .filter((p: any) => p.in === 'path')
          .map((p: any) => p.name);
        expect({ path, names: declared.toSorted() }).toEqual({ path, names: inPath.toSorted() });
      }
  });
});
