/** Of every rule that a file can break: a good file made bad. The good ones are fixtures. */
import type { Finding } from '../../../src/manifest/rule.ts';
import type { Edit } from '../../../src/manifest/tree.ts';
import { installationExamples } from './lint-examples-installation.ts';
import { v1Examples } from './lint-examples-v1.ts';
import { v2Examples } from './lint-examples-v2.ts';

export type Good =
  | 'manifests/v1-good'
  | 'manifests/v2-good'
  | 'manifests/v2-several-modules'
  | 'lint/install-v1'
  | 'lint/install-v2';

export interface Example {
  readonly rule: string;
  readonly level: Finding['level'];
  /** `--fix` takes the finding away. */
  readonly mends?: true;
  readonly good: Good;
  /** Which document of the good file is changed. */
  readonly document?: number;
  readonly edits: readonly Edit[];
  /** Written behind the good file. */
  readonly more?: string;
}

export const examples: readonly Example[] = [...v1Examples, ...v2Examples, ...installationExamples];

/** Rules that need to know a cluster or a rollout: `deploy` and `plan` play them. */
export const rolloutOnly = [
  'v1-spread-wish',
  'v2-spread-wish',
  'v2-selector-live',
  'v2-shared-host',
  'v2-spread-shared',
  'service-label-prefix',
];
