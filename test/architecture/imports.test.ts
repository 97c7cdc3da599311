/** DESIGN «The house» and MODELS §3 as a test: the arrows between packages, layers and components. */
import { describe, expect, it } from 'vitest';
import { houseViolations, TOP_LEVEL } from './house-rules.ts';
import { packageViolations } from './package-rules.ts';
import { serverViolations } from './server-rules.ts';
import { readSources, topLevelNames } from './source-file.ts';
import type { SourceFile } from './source-file.ts';
import { widgetViolations } from './widget-rules.ts';

const RULES: [string, (file: SourceFile) => string[]][] = [
  ['packages import only what the house allows', packageViolations],
  ['the server follows routes → service → repository → db', serverViolations],
  ['widgets meet through the map', widgetViolations],
  ['files are small, export by name and know no machine', houseViolations],
];

describe('the repository', () => {
  const sources = readSources();

  it.each(RULES)('%s', (_title, rule) => {
    expect(sources.flatMap(rule)).toEqual([]);
  });

  it('has the fixed names at its top', () => {
    expect(topLevelNames().filter((name) => !TOP_LEVEL.includes(name))).toEqual([]);
  });

  it('was read whole', () => {
    const paths = sources.map((file) => file.path);
    expect(paths).toContain('server/src/app.ts');
    expect(paths).toContain('widgets/src/sit.ts');
    expect(paths).toContain('packages/core/src/layer.ts');
    expect(paths).toContain('.oxlintrc.json');
  });
});

const machinePath = ['', 'home', 'maria', 'sit'].join('/');
const registryHost = ['registry', 'npmjs', 'org'].join('.');

describe('a planted violation is found', () => {
  it.each([
    ['core using the server', 'packages/core/src/a.ts', `import { a } from '@sit/server/app';`],
    ['core using Node', 'packages/core/src/a.ts', `import { join } from 'node:path';`],
    ['core using zod outside api*.ts', 'packages/core/src/layer.ts', `import { z } from 'zod';`],
    [
      'editing using formats',
      'packages/editing/src/a.ts',
      `import { a } from '@sit/formats/gdal';`,
    ],
    ['server meeting widgets', 'server/src/app.ts', `import '@sit/widgets/sit';`],
    [
      'widgets meeting server by a relative path',
      'widgets/src/a.ts',
      `import { a } from '../../server/src/app.ts';`,
    ],
    [
      'widgets lazily meeting the server',
      'widgets/src/a.ts',
      `const a = await import('@sit/server/app');`,
    ],
    [
      'a package reached by a relative path',
      'server/src/a.ts',
      `import { a } from '../../packages/core/src/layer.ts';`,
    ],
    ['tooling used by the product', 'server/src/a.ts', `import { a } from '@sit/tooling/run';`],
    ['an import without extension', 'server/src/a.ts', `import { a } from './b';`],
  ])('%s', (_title, path, text) => {
    expect(packageViolations({ path, text })).toHaveLength(1);
  });

  it.each([
    [
      'a repository calling a service',
      'layers/layer.repository.ts',
      `import { a } from './layer.service.ts';`,
    ],
    [
      'a service calling routes',
      'layers/layer.service.ts',
      `import { a } from './layer.routes.ts';`,
    ],
    [
      'another domain’s repository',
      'ogc/items.routes.ts',
      `import { a } from '../layers/layer.repository.ts';`,
    ],
    ['db/ knowing a domain', 'db/scope.ts', `import { a } from '../layers/layer.service.ts';`],
    ['http/ knowing a domain by type', 'http/env.ts', `import type { A } from '../auth/token.ts';`],
    ['a domain importing app.ts', 'auth/cors.ts', `import { createApp } from '../app.ts';`],
    ['SQL tag in a service', 'layers/layer.service.ts', 'const a = sql<{ n: number }>`select 1`;'],
    ['a query built in routes', 'layers/layer.routes.ts', `db.kysely.selectFrom('sit.layer')`],
    ['a query built on top', 'app.ts', `db.kysely\n.deleteFrom('sit.layer')`],
  ])('%s', (_title, path, text) => {
    expect(serverViolations({ path: `server/src/${path}`, text })).toHaveLength(1);
  });

  it.each([
    [
      'a sibling',
      'components/sit-login/sit-login.ts',
      `import { SitMap } from '../sit-map/sit-map.ts';`,
    ],
    [
      'internal/ knowing a component',
      'internal/a.ts',
      `import '../components/sit-map/sit-map.ts';`,
    ],
  ])('%s', (_title, path, text) => {
    expect(widgetViolations({ path: `widgets/src/${path}`, text })).toHaveLength(1);
  });

  it.each([
    ['a barrel', `export * from './a.ts';`],
    ['a path of one machine', `const a = '${machinePath}';`],
    ['a registry host', `const a = 'https://${registryHost}/x';`],
    ['a long file', 'const a = 1;\n'.repeat(301)],
  ])('%s', (_title, text) => {
    expect(houseViolations({ path: 'server/src/a.ts', text })).toHaveLength(1);
  });
});

describe('what the house allows passes', () => {
  it.each([
    [
      'zod in core’s api files',
      packageViolations,
      'packages/core/src/api-layer.ts',
      `import { z } from 'zod';`,
    ],
    [
      'the server’s own tests using tooling',
      packageViolations,
      'server/src/testing/a.ts',
      `import { a } from '@sit/tooling/postgres-cluster';`,
    ],
    [
      'routes calling their service',
      serverViolations,
      'server/src/a/a.routes.ts',
      `import { a } from './a.service.ts';`,
    ],
    [
      'another domain’s service',
      serverViolations,
      'server/src/a/a.service.ts',
      `import { b } from '../b/b.service.ts';`,
    ],
    ['SQL in a repository', serverViolations, 'server/src/a/a.repository.ts', 'sql`select 1`'],
    [
      'a sibling’s type',
      widgetViolations,
      'widgets/src/components/sit-a/sit-a.ts',
      `import type { SitMap } from '../sit-map/sit-map.ts';`,
    ],
    ['a file of 300 lines', houseViolations, 'server/src/a.ts', 'const a = 1;\n'.repeat(300)],
  ])('%s', (_title, rule, path, text) => {
    expect(rule({ path, text })).toEqual([]);
  });
});
