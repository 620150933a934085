import { checkNames } from './checks/all.ts';
import type { Profile } from './settings.ts';

/** Cost a request per node, or read every pod's use. */
const costly = ['node-disks', 'pod-usage'];

function without(...left: readonly string[]): string[] {
  return checkNames.filter((name) => !left.includes(name));
}

/** What koupctl brings; a file's profile of the same name takes a built-in one's place. */
export const builtInProfiles: readonly Profile[] = [
  { name: 'daily', checks: without(...costly, 'sidecar-sets', 'cert-requests'), limits: {} },
  { name: 'weekly', checks: checkNames, limits: {} },
  {
    name: 'before-change',
    // A change is to meet a cluster that stands still: what is only used up slowly can wait.
    checks: without(...costly, 'cert-secrets', 'cert-webhooks', 'volumes', 'node-reboots'),
    limits: {},
  },
  {
    name: 'after-power-loss',
    // In the order of recovery: control plane, nodes, pods, then names and clocks; 30 ms as the guide has it.
    checks: without(...costly, 'cert-requests', 'node-allocation', 'node-usage'),
    limits: { clockFail: 30, clockWarn: 15 },
  },
];
