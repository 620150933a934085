import type { BaseState } from '../../rollout/events.ts';
import { limitText } from './limits.ts';
import { someOf } from './lists.ts';

/** What a person is asked before, and between the batches or steps of, what is written. */
export const asks = {
  deploy: (module: string, context: string) => `Deploy ${module} on ${context}?`,
  goOn: (module: string, context: string) => `Go on with ${module} on ${context}?`,
  undo: (version: string, module: string, context: string) =>
    `Undo ${version} and go back to ${module} on ${context}?`,
  scale: (module: string, replicas: number, context: string) =>
    `Scale ${module} to ${replicas} base(s) on ${context}?`,
  offline: (module: string, count: number, workload: string, context: string) =>
    `Uninstall ${module} from ${count} base(s) and delete ${workload} on ${context}?`,
  offlineRest: (module: string, count: number) => `Uninstall ${module} from ${count} base(s)?`,
  replace: (module: string, base: string) => `Install ${module} anew on ${base}?`,
  limit: (base: string, limit: number | undefined, context: string) =>
    `Allow ${limitText(limit)} of ${base} on ${context}?`,
  release: (module: string, context: string) =>
    `Release ${module} together with its base on ${context}?`,
  goOnReleasing: (module: string, context: string) =>
    `Go on releasing ${module} together with its base on ${context}?`,
  lastBatch: (batch: number) => `Batch ${batch} is healthy. Remove the old version everywhere?`,
  nextBatch: (batch: number, touches: readonly string[]) =>
    `Batch ${batch} is healthy. The next one touches ${someOf(touches, 5)}. Go on?`,
  nextStep: (step: number, what: string) => `Step ${step} is proven. The next one: ${what}. Go on?`,
  nextStepTouches: (step: number, count: number, candidates: readonly string[]) => {
    const of = candidates.length === 0 ? '' : ` of ${candidates.slice(0, 5).join(', ')}`;
    return `Step ${step} is proven. The next one touches ${count} base(s)${of}. Go on?`;
  },
  choices: {
    continue: 'continue',
    finish: 'continue: remove the old version',
    hold: 'hold and leave',
    rollback: 'roll back',
    details: 'show details',
    diff: 'show the diff',
  },
  noDifference: 'no difference',
  placeDetail: (base: string, modules: readonly string[], state: BaseState, ready: boolean) =>
    `${base}: ${modules.join(', ')} ${state} on the base, ${ready ? 'ready' : 'not ready'} in Kubernetes`,
};
