import type { Outcome } from '../outcome.ts';
import type { Proof } from '../plan/types.ts';
import type { KubeObject, Line } from '../world.ts';
import { openWorkload, type Named } from './doors.ts';
import { kindOf } from './kinds.ts';
import type { World } from './world.ts';

export interface StatusInput extends Named {
  readonly proof: Proof;
}

/** One verdict with evidence for any release or rollout; reads only. */
export async function status(world: World, input: StatusInput): Promise<Outcome> {
  const { cluster, bases, surface, found } = await openWorkload(world, input);
  const { object } = found;
  const verdict = await kindOf(object).status(world, {
    cluster,
    bases,
    surface,
    object,
    proof: input.proof,
  });
  world.reporter.document(documentOf(object, verdict), linesOf(object, verdict));
  return verdict;
}

function documentOf(object: KubeObject, verdict: Outcome): unknown {
  return {
    apiVersion: 'koupctl.koupleless.io/v1',
    kind: 'Status',
    workload: {
      kind: object.kind,
      namespace: object.metadata.namespace,
      name: object.metadata.name,
    },
    outcome: verdict.name,
    message: verdict.message,
    causes: verdict.causes ?? [],
    next: verdict.next ?? [],
  };
}

function linesOf(object: KubeObject, verdict: Outcome): Line[] {
  return [
    `${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}: ${verdict.message}`,
  ];
}
