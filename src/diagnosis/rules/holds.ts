import type { Rule } from '../evidence.ts';
import { fact } from '../facts.ts';
import { isV1, objectOf } from './traps.ts';

/** Nothing goes on because somebody stopped it, or nobody is at it. */
export const holds: Rule = {
  name: 'holds',
  settledOnly: true,
  find: ({ rollout, workload }) => {
    if (rollout === undefined) return [];
    const { version, who, attach, undo, undoing } = rollout;
    const name = workload === undefined ? 'workload' : objectOf(workload);
    return [
      {
        code: 'rollout-stands',
        confidence: 'certain',
        subject: 'workload',
        params: { version, who, undoing: undoing ? 1 : 0 },
        evidence: [
          fact(name, 'rollout', `${undoing ? 'undo of' : 'to'} ${version}, begun by ${who}`),
          fact(name, 'lease', 'nobody is at it'),
        ],
        next: undoing ? [undo] : [attach, undo],
      },
    ];
  },
};

/** A Deployment that somebody else than koupctl has paused. */
export const paused: Rule = {
  name: 'paused',
  settledOnly: true,
  find: ({ workload, rollout, typed }) => {
    if (workload === undefined || isV1(workload) || rollout !== undefined) return [];
    const { paused: stands = false, replicas = 1 } = (workload['spec'] ?? {}) as {
      paused?: boolean;
      replicas?: number;
    };
    if (!stands) return [];
    const { updatedReplicas = 0 } = (workload['status'] ?? {}) as { updatedReplicas?: number };
    return [
      {
        code: 'paused',
        confidence: updatedReplicas < replicas ? 'certain' : 'likely',
        subject: 'workload',
        params: { updated: updatedReplicas, replicas },
        evidence: [
          fact(objectOf(workload), 'spec.paused', 'true'),
          fact(objectOf(workload), 'status.updatedReplicas', `${updatedReplicas} of ${replicas}`),
        ],
        next: [`kubectl rollout resume ${typed}`],
      },
    ];
  },
};
