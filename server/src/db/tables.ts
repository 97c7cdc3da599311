/** The application's tables (schema `sit`), as Kysely sees them. Layer tables are dynamic: db/identifier.ts. */
import type { Field, Localized } from '@sit/core/layer';
import type { LayerStyle } from '@sit/core/style';
import type { GeometryType } from '@sit/core/geometry';
import type { ColumnType, Generated, JSONColumnType } from 'kysely';

export interface UnionTable {
  id: string;
  name: string;
  storage_crs: number;
  fictitious: boolean;
}

export interface MunicipalityTable {
  code: string;
  union_id: string;
  istat_code: string;
  name: string;
}

export interface LayerTable {
  id: string;
  title: JSONColumnType<Localized>;
  description: JSONColumnType<Localized> | null;
  group: JSONColumnType<Localized>;
  geometry_type: GeometryType;
  dimensions: 2 | 3;
  fields: JSONColumnType<Field[]>;
  title_field: string | null;
  readable_by: 'public' | 'offices';
  editable_by: 'planner' | 'union-admin' | 'nobody';
  style: JSONColumnType<LayerStyle>;
  visible: boolean;
  min_zoom: number;
  position: number;
  attribution: string | null;
  fictitious: boolean;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

export interface PersonTable {
  id: Generated<string>;
  email: string;
  name: string;
  password_hash: string;
  created_at: Generated<Date>;
  disabled_at: Date | null;
}

export interface GrantTable {
  person_id: string;
  role: 'union-admin' | 'planner';
  municipality: string | null;
}

export interface ChangeSetTable {
  id: string;
  person_id: string | null;
  author: string;
  message: string | null;
  request_hash: string;
  created_at: Generated<Date>;
  /** ChangeSetResult once committed. */
  result: ColumnType<unknown, string | null, string | null>;
}

export interface ChangeTable {
  seq: Generated<number>;
  transaction_id: Generated<string>;
  layer: string;
  fid: number;
  operation: 'create' | 'update' | 'delete';
  version: number;
  municipality: string;
  change_set: string | null;
  recorded_at: Generated<Date>;
  /** `[minX, minY, maxX, maxY]` in EPSG:3857, old and new geometry together. */
  bbox_3857: number[];
}

export interface Tables {
  'sit.territory_union': UnionTable;
  'sit.municipality': MunicipalityTable;
  'sit.layer': LayerTable;
  'sit.person': PersonTable;
  'sit.grant': GrantTable;
  'sit.change_set': ChangeSetTable;
  'sit.change': ChangeTable;
}
