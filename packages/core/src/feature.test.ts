import { expect, it } from 'vitest';
import { featureETag, versionOfETag } from './feature.ts';

it('an ETag names the version of one feature and of no other', () => {
  const etag = featureETag('zoning', 12, 3);
  expect(versionOfETag(etag, 'zoning', 12)).toBe(3);
  expect(versionOfETag(etag, 'zoning', 13)).toBeNull();
  expect(versionOfETag(etag, 'parcels', 12)).toBeNull();
  expect(versionOfETag(`W/${etag}`, 'zoning', 12)).toBeNull();
});
