import { expect, it } from 'vitest';
import { featureETag, versionOfETag } from './feature.ts';

it('an ETag names the version of one feature and of no other', () => {
  const field = { name: 'note', type: 'text', label: { it: 'Nota' } } as const;
  const plain = { ...field, required: false, readOnly: false };
  const etag = featureETag({ id: 'zoning', fields: [plain] }, 12, 3);
  const inner = featureETag({ id: 'zoning', fields: [{ ...plain, internal: true }] }, 12, 3);
  expect(inner).not.toBe(etag);
  expect(versionOfETag(inner, 'zoning', 12)).toBe(3);
  expect(versionOfETag(etag, 'zoning', 12)).toBe(3);
  expect(versionOfETag(etag, 'zoning', 13)).toBeNull();
  expect(versionOfETag(etag, 'parcels', 12)).toBeNull();
  expect(versionOfETag(`W/${etag}`, 'zoning', 12)).toBeNull();
});
