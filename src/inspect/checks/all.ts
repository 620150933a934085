import type { Check } from '../check.ts';
import { certificateChecks } from './certificates.ts';
import { clusterChecks } from './cluster.ts';
import { controlPlaneChecks } from './control-plane.ts';
import { networkChecks } from './network.ts';
import { nodeChecks } from './nodes.ts';
import { podChecks } from './pods.ts';
import { storageChecks } from './storage.ts';
import { workloadChecks } from './workloads.ts';

/** Every check there is, in the order in which one thing needs the other. */
export const allChecks: readonly Check[] = [
  ...controlPlaneChecks,
  ...nodeChecks,
  ...workloadChecks,
  ...podChecks,
  ...storageChecks,
  ...certificateChecks,
  ...clusterChecks,
  ...networkChecks,
];

export const checkNames: readonly string[] = allChecks.map(({ name }) => name);
