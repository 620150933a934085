/** The rules over all files, in no order that matters. */
import { baseRules } from './bases.ts';
import { controllerRules } from './controllers.ts';
import { duplicateObject, v1DuplicateModule, v2DuplicateModule } from './duplicates.ts';
import type { FilesRule } from './files-rule.ts';
import { roleRules } from './roles.ts';
import { serviceRules } from './services.ts';
import { v1StrayLabel } from './stray-labels.ts';
import {
  v1Beta,
  v1FieldType,
  v1ModuleTemplate,
  v1SamePolicy,
  v1UnknownField,
} from './v1-fields.ts';
import { v2Env, v2HostPorts, v2NameLabel, v2ReplicasControl } from './v2-pods.ts';

export const filesRules: readonly FilesRule[] = [
  duplicateObject,
  v1DuplicateModule,
  v2DuplicateModule,
  v1StrayLabel,
  v1UnknownField,
  v1FieldType,
  v1SamePolicy,
  v1Beta,
  v1ModuleTemplate,
  v2Env,
  v2NameLabel,
  v2ReplicasControl,
  v2HostPorts,
  ...serviceRules,
  ...roleRules,
  ...controllerRules,
  ...baseRules,
];
