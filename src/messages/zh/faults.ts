import type { Messages } from '../messages.ts';
import { commandFaults } from './faults-commands.ts';
import { coReleaseFaults } from './faults-co-release.ts';
import { checkFaults } from './faults-checks.ts';
import { etcdFaults } from './faults-etcd.ts';
import { manifestFaults } from './faults-manifests.ts';
import { clusterFaults } from './faults-cluster.ts';
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
  cluster: clusterFaults,
  rollouts: rolloutFaults,
  coRelease: coReleaseFaults,
  checks: checkFaults,
  etcd: etcdFaults,
  recovery: recoveryFaults,
};
