/** The conformance classes met, each shown by tests in this folder. */

const FEATURES_1 = 'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf';
const FEATURES_2 = 'http://www.opengis.net/spec/ogcapi-features-2/1.0/conf';
const FEATURES_3 = 'http://www.opengis.net/spec/ogcapi-features-3/1.0/conf';
const FEATURES_4 = 'http://www.opengis.net/spec/ogcapi-features-4/1.0';
const COMMON_3 = 'http://www.opengis.net/spec/ogcapi-common-3/1.0/conf';
const TILES_1 = 'http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf';

/**
 * `oas30` is not claimed: the API definition is OpenAPI 3.1. Nor is Part 4's `features`: bodies are taken in
 * CRS84 only, other CRSs refused. Part 4's locking class has `/req/` in its
 * URI in the standard's own table.
 */
export const CONFORMANCE: readonly string[] = [
  `${FEATURES_1}/core`,
  `${FEATURES_1}/geojson`,
  `${FEATURES_1}/html`,
  `${FEATURES_2}/crs`,
  `${FEATURES_3}/queryables`,
  `${FEATURES_3}/queryables-query-parameters`,
  `${FEATURES_4}/conf/create-replace-delete`,
  `${FEATURES_4}/conf/update`,
  `${FEATURES_4}/req/optimistic-locking-etags`,
  `${COMMON_3}/schemas`,
  `${COMMON_3}/advanced-property-roles`,
  `${COMMON_3}/returnables-and-receivables`,
  `${COMMON_3}/queryables`,
  `${TILES_1}/core`,
  `${TILES_1}/tileset`,
  `${TILES_1}/tilesets-list`,
  `${TILES_1}/geodata-tilesets`,
  `${TILES_1}/mvt`,
];
