/** The application's tables (schema `sit`), as Kysely sees them. Layer tables are dynamic: db/identifier.ts. */
import type { Field, Layer, Localized } from '@sit/core/layer';
import type { Role } from '@sit/core/permission';
import type { LayerStyle } from '@sit/core/style';
import type { GeometryType } from '@sit/core/geometry';
import type { ProposalState } from '@sit/core/proposal';
import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type {
  ApiKeyTable,
  AttemptTable,
  AuditEntryTable,
  DatabaseLoginTable,
  GrantTable,
  IdentityTable,
  OidcFlowTable,
  PersonLinkTable,
  PersonTable,
  PortalCodeTable,
  PortalTokenTable,
  RecoveryCodeTable,
  RegisteredOriginTable,
  RequestCountTable,
  SessionTable,
  SpentRefreshTable,
} from './identity-tables.ts';

export interface UnionTable {
  id: string;
  name: string;
  storage_crs: number;
  fictitious: boolean;
  separate_reviewer: Generated<boolean>;
  second_factor: Generated<'optional' | 'administrators' | 'everybody'>;
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
  readable_by: 'public' | 'offices' | 'roles';
  readable_roles: Role[];
  editable_by: Layer['editableBy'];
  edit_mode: Layer['editMode'];
  coverage: boolean;
  legal_time: JSONColumnType<NonNullable<Layer['legalTime']>> | null;
  style: JSONColumnType<LayerStyle>;
  visible: boolean;
  min_zoom: number;
  position: number;
  attribution: string | null;
  fictitious: boolean;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

export interface ProposalTable {
  id: string;
  municipality: string;
  title: string;
  description: string;
  state: Generated<ProposalState>;
  author: string;
  author_name: string;
  reviewer: string | null;
  reviewer_name: string | null;
  request_hash: string;
  revision: Generated<number>;
  edit_count: Generated<number>;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
  submitted_at: Date | null;
  closed_at: Date | null;
  reason: string | null;
  change_set: string | null;
  /** CheckReport. */
  checks: ColumnType<unknown, string | null, string | null>;
}

export interface ProposalCommentTable {
  id: string;
  seq: Generated<number>;
  proposal: string;
  author: string;
  author_name: string;
  text: string;
  position: number[] | null;
  at: Generated<Date>;
}

export interface ProposalEventTable {
  seq: Generated<number>;
  proposal: string;
  from_state: ProposalState | null;
  to_state: ProposalState;
  person: string;
  person_name: string;
  reason: string | null;
  at: Generated<Date>;
}

export interface ChangeSetTable {
  id: string;
  person_id: string | null;
  author: string;
  message: string | null;
  request_hash: string;
  created_at: Generated<Date>;
  /** Of a change set made by a login of the database. */
  transaction_id: Generated<string | null>;
  /** The one it published. */
  proposal: Generated<string | null>;
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

export interface LineageTable {
  layer: string;
  predecessor: number;
  successor: number;
  suppressed: boolean;
  change_set: string | null;
  recorded_at: Generated<Date>;
}

type JsonColumn = ColumnType<unknown, string | undefined, string>;

export interface ImportTable {
  id: string;
  state: 'waiting' | 'reading' | 'writing' | 'done' | 'refused' | 'failed' | 'cancelled';
  layer: string;
  creates_layer: boolean;
  file_name: string;
  file_bytes: number;
  sha256: string;
  format: string | null;
  encoding: string | null;
  source_layer: string | null;
  declared_crs: number | null;
  used_crs: number | null;
  transformation: string | null;
  accuracy_meters: number | null;
  total_count: number | null;
  read_count: Generated<number>;
  imported_count: Generated<number>;
  repaired_count: Generated<number>;
  rejected_count: Generated<number>;
  /** `[minX, minY, maxX, maxY]` in the source's CRS. */
  source_extent: number[] | null;
  /** The same in WGS 84. */
  extent: number[] | null;
  notes: JsonColumn;
  repaired: JsonColumn;
  rejected: JsonColumn;
  person_id: string | null;
  author: string;
  created_at: Generated<Date>;
  touched_at: Generated<Date>;
  finished_at: Date | null;
  problem: ColumnType<unknown, string | null, string | null>;
}

export interface WebhookTable {
  id: Generated<string>;
  url: string;
  layers: string[] | null;
  municipality: string | null;
  secret: string;
  created_at: Generated<Date>;
  created_by: string;
  /** Text of a pg_snapshot, as `until`. */
  since: Generated<string>;
  until: string | null;
  after_seq: Generated<number>;
  lease: string | null;
  leased_until: Date | null;
  failures: Generated<number>;
  failing_since: Date | null;
  next_attempt_at: Generated<Date>;
  disabled_at: Date | null;
  disabled_reason: string | null;
}

export interface WebhookDeliveryTable {
  id: Generated<number>;
  webhook: string;
  /** Header `webhook-id`: the same at every attempt. */
  message: string;
  attempted_at: Generated<Date>;
  changes: number;
  /** The receiver's; null where it gave none. */
  status: number | null;
  error: string | null;
  milliseconds: number;
}

export interface Tables {
  'sit.territory_union': UnionTable;
  'sit.municipality': MunicipalityTable;
  'sit.layer': LayerTable;
  'sit.person': PersonTable;
  'sit.grant': GrantTable;
  'sit.database_login': DatabaseLoginTable;
  'sit.registered_origin': RegisteredOriginTable;
  'sit.session': SessionTable;
  'sit.portal_code': PortalCodeTable;
  'sit.portal_token': PortalTokenTable;
  'sit.spent_refresh': SpentRefreshTable;
  'sit.identity': IdentityTable;
  'sit.oidc_flow': OidcFlowTable;
  'sit.recovery_code': RecoveryCodeTable;
  'sit.person_link': PersonLinkTable;
  'sit.api_key': ApiKeyTable;
  'sit.request_count': RequestCountTable;
  'sit_audit.entry': AuditEntryTable;
  'sit.attempt': AttemptTable;
  'sit.change_set': ChangeSetTable;
  'sit.change': ChangeTable;
  'sit.lineage': LineageTable;
  'sit.import': ImportTable;
  'sit.proposal': ProposalTable;
  'sit.proposal_comment': ProposalCommentTable;
  'sit.proposal_event': ProposalEventTable;
  'sit.webhook': WebhookTable;
  'sit.webhook_delivery': WebhookDeliveryTable;
}
