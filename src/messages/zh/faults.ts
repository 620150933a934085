import type { Messages } from '../messages.ts';
import { batchFaults } from './faults-batches.ts';
import { commandFaults } from './faults-commands.ts';
import { coReleaseFaults } from './faults-co-release.ts';
import { checkFaults } from './faults-checks.ts';
import { etcdFaults } from './faults-etcd.ts';
import { v1JointFaults } from './faults-co-release-v1.ts';
import { manifestFaults } from './faults-manifests.ts';
import { clusterFaults } from './faults-cluster.ts';
import { operationFaults } from './faults-operations.ts';
import { planFaults } from './faults-plans.ts';
import { recoveryFaults } from './faults-recovery.ts';
import { rolloutFaults } from './faults-rollouts.ts';
import { settingFaults } from './faults-settings.ts';
import { usageFaults } from './faults-usage.ts';

export const faults: Messages['faults'] = {
  usage: usageFaults,
  settings: settingFaults,
  manifests: manifestFaults,
  commands: commandFaults,
  plans: planFaults,
  batches: batchFaults,
  operations: operationFaults,
  cluster: clusterFaults,
  rollouts: rolloutFaults,
  coRelease: coReleaseFaults,
  checks: checkFaults,
  etcd: etcdFaults,
  recovery: recoveryFaults,
  coReleaseV1: v1JointFaults,
};
