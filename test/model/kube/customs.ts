import type { V1Dialect } from '../../../src/modules/surface.ts';
import type { KubeObject, ResourceType } from '../../../src/world.ts';
import type { Plural } from './store.ts';

/** What V1's CRDs add to a cluster. */
export interface Customs {
  readonly types: readonly ResourceType[];
  readonly dialect: V1Dialect;
}

/** Kinds with a CRD, a status of their own and finalizers. */
export const customKinds: ReadonlySet<Plural> = new Set([
  'moduledeployments',
  'modulereplicasets',
  'modules',
]);

/** The defaults that the CRDs have. */
export function withDefaults(plural: Plural, object: KubeObject, dialect: V1Dialect): KubeObject {
  const spec = object['spec'] as Record<string, any> | undefined;
  if (spec === undefined || plural === 'modules') return object;
  const { schedulingStrategy } = spec;
  const confirm = plural === 'moduledeployments' && dialect === 'confirmBatchNum';
  return {
    ...object,
    spec: {
      ...(confirm && { confirmBatchNum: 0 }),
      ...spec,
      ...(schedulingStrategy && {
        schedulingStrategy: { schedulingPolicy: 'scatter', ...schedulingStrategy },
      }),
    },
  };
}
