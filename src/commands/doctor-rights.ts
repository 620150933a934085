import { rightsIn, type Right } from '../diagnosis/doctor/rights.ts';
import type { RightAsked } from '../diagnosis/doctor/user-rights.ts';
import { intentManager } from '../rollout/context.ts';
import { each } from '../rollout/each.ts';
import { core } from '../modules/surface.ts';
import type { Cluster } from '../world.ts';

/** Questions that are under way at a time. */
const atOnce = 16;

/** Asks the API server for each right that koupctl may need whether this user has it. */
export async function askRights(
  cluster: Cluster,
  about: {
    readonly worlds: { readonly v1: boolean; readonly v2: boolean };
    readonly namespace: string;
    /** The API group of V1. */
    readonly group: string;
  },
): Promise<RightAsked[]> {
  const wanted = rightsIn(about.worlds).map((right) =>
    right.group === 'v1' ? { ...right, group: about.group } : right,
  );
  const asked: RightAsked[] = [];
  await each(wanted, atOnce, async (right) => {
    asked.push({ right, allowed: await may(cluster, right, about.namespace) });
  });
  return asked.toSorted((a, b) => wanted.indexOf(a.right) - wanted.indexOf(b.right));
}

async function may(cluster: Cluster, right: Right, here: string): Promise<boolean> {
  const { group, verb, where, name } = right;
  const [resource = '', subresource] = right.resource.split('/');
  const namespace = where === 'here' ? here : where === 'cluster' ? '' : where;
  const attributes = { namespace, group, resource, verb };
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: core.ownAccess.kind,
    metadata: { name: '' },
    spec: {
      resourceAttributes: {
        ...attributes,
        ...(subresource === undefined ? {} : { subresource }),
        ...(name === undefined ? {} : { name }),
      },
    },
  };
  // Nothing is stored, so that it may be asked again at will.
  const options = { manager: intentManager, dryRun: true };
  const { object } = await cluster.create(review, core.ownAccess, options);
  return (object['status'] as { allowed?: boolean } | undefined)?.allowed === true;
}
