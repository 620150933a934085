import { v1Groups } from '../../modules/labels.ts';
import type { V1Dialect } from '../../modules/surface.ts';
import type { ResourceType } from '../../world.ts';
import { fact } from '../facts.ts';
import { finding, type CheckFinding } from './checkup.ts';

/** What V1's controller watches, ends without, and koupctl writes. */
const needed = ['ModuleDeployment', 'ModuleReplicaSet', 'Module'];

export interface CrdsWanted {
  /** V1 was asked for, or something of it is there. */
  readonly v1: boolean;
  /** Undefined where the CRD could not be read, and the newer dialect is assumed. */
  readonly dialect: V1Dialect | undefined;
}

/** The kinds of V1 that the API server offers. V2 needs none of its own. */
export function judgeCrds(
  types: readonly ResourceType[],
  { v1, dialect }: CrdsWanted,
): CheckFinding {
  const offered = v1Groups.map((group) => ({
    group,
    kinds: types.filter((type) => type.group === group).map(({ kind }) => kind),
  }));
  const [best] = offered.toSorted((a, b) => countIn(b.kinds) - countIn(a.kinds));
  const group = best?.group ?? v1Groups[0];
  const missing = needed.filter((kind) => best?.kinds.includes(kind) !== true);
  const next = ['koupctl install v1 --image IMAGE:TAG'];
  if (missing.length === needed.length) {
    return v1
      ? finding('crds', 'fail', 'crds-absent', {
          evidence: [fact('API groups', v1Groups.join(', '), 'none of them is served')],
          next,
        })
      : finding('crds', 'skipped', 'crds-not-needed');
  }
  if (missing.length > 0) {
    return finding('crds', 'fail', 'crd-missing', {
      params: { group, kinds: missing.join(', ') },
      evidence: missing.map((kind) =>
        fact(`customresourcedefinition/${kind.toLowerCase()}s.${group}`, 'served', 'no'),
      ),
      next,
    });
  }
  const params = { group, dialect: dialect ?? 'confirmBatchNum' };
  return dialect === undefined
    ? finding('crds', 'warn', 'crd-dialect-assumed', { params })
    : finding('crds', 'ok', 'crds-there', { params });
}

function countIn(kinds: readonly string[]): number {
  return needed.filter((kind) => kinds.includes(kind)).length;
}
