/** Every migration, in order. Forward only: a landed one is never edited. */
import type { Migration } from 'kysely/migration';
import * as tenancy from './0001_tenancy.ts';
import * as catalogue from './0002_catalogue.ts';
import * as people from './0003_people.ts';
import * as changes from './0004_changes.ts';
import * as featureTriggers from './0010_feature_triggers.ts';
import * as changeSetAccess from './0011_change_set_access.ts';
import * as sessions from './0020_sessions.ts';
import * as imports from './0030_imports.ts';
import * as roles from './0040_roles.ts';
import * as layerAccess from './0041_layer_access.ts';
import * as rules from './0045_rules.ts';
import * as coverage from './0046_coverage.ts';
import * as history from './0050_history.ts';
import * as live from './0060_live.ts';
import * as proposals from './0070_proposals.ts';
import * as closedFunctions from './0075_closed_functions.ts';
import * as identity from './0080_identity.ts';
import * as audit from './0081_audit.ts';

export const MIGRATIONS: Record<string, Migration> = {
  '0001_tenancy': tenancy,
  '0002_catalogue': catalogue,
  '0003_people': people,
  '0004_changes': changes,
  '0010_feature_triggers': featureTriggers,
  '0011_change_set_access': changeSetAccess,
  '0020_sessions': sessions,
  '0030_imports': imports,
  '0040_roles': roles,
  '0041_layer_access': layerAccess,
  '0045_rules': rules,
  '0046_coverage': coverage,
  '0050_history': history,
  '0060_live': live,
  '0070_proposals': proposals,
  '0075_closed_functions': closedFunctions,
  '0080_identity': identity,
  '0081_audit': audit,
};
