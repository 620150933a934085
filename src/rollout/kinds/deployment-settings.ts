import type { Outcome } from '../../outcome.ts';
import type { Ports } from '../context.ts';
import { openPoints } from './deployment-proof.ts';
import { DeploymentWatch } from './deployment-watch.ts';
import { applySettings, type SettingsChange } from './pods-settings.ts';

/** Applies a change that needs no batches, because no base gets another version, and proves the end state. */
export async function applyDeploymentSettings(
  ports: Ports,
  change: SettingsChange,
): Promise<Outcome> {
  const { proof, replicas } = change.plan;
  return await applySettings(ports, change, async (written) => {
    const watch = await DeploymentWatch.start(ports, written, proof);
    return { watch, look: () => openPoints(watch, watch.view(), replicas, [], []) };
  });
}
