import type { Outcome } from '../../outcome.ts';
import type { Ports } from '../context.ts';
import { applySettings, type SettingsChange } from './pods-settings.ts';
import { openPointsOf } from './revisioned-finish.ts';
import { RevisionedWatch } from './revisioned-watch.ts';

/** Applies a change that needs no batches, because no base gets another version, and proves the end state. */
export async function applyRevisionedSettings(
  ports: Ports,
  change: SettingsChange,
): Promise<Outcome> {
  const { plan, ref } = change;
  const goal = { replicas: plan.replicas, formerBases: [], former: [] };
  return await applySettings(ports, change, async (written) => {
    const watch = await RevisionedWatch.start(ports, written, ref.type, plan.proof);
    return { watch, look: () => openPointsOf(watch, watch.view(), goal) };
  });
}
