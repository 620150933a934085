import { v1ModuleOf, v1Spec } from '../../../src/modules/v1-view.ts';
import { isMarked } from '../../../src/rollout/ownership.ts';
import { isOpen } from '../../../src/rollout/record.ts';
import type { KubeObject } from '../../../src/world.ts';
import type { Sayings } from '../outcomes.ts';
import type { Judge } from '../stage.ts';
import { strategyOf, strategyText, type V1Truth } from './truth.ts';

/** What has to be so in V1's world where a run says that it is done, or undone. */
export function sayingsOf(truth: V1Truth, due: string | undefined): Sayings {
  return {
    done: (_, dog) => {
      const { record } = truth;
      const version = record?.module.version ?? '';
      stands('said done', version, due, truth, dog);
      if (record === undefined || isOpen(record)) dog.accuse('said done', 'the record is open');
    },
    undone: (message, _, dog) => {
      const { record, deployment } = truth;
      if (record !== undefined && isOpen(record)) dog.accuse('said undone', 'the record is open');
      const old = record?.oldTemplate as { operationStrategy?: unknown } | undefined;
      if (old !== undefined) {
        const { version } = v1ModuleOf({ spec: old } as unknown as KubeObject);
        stands('said undone', version, strategyText(old.operationStrategy), truth, dog);
        return;
      }
      const left = truth.listing(() => true).length;
      if (deployment !== undefined) dog.accuse('said undone', `${message}: it is still there`);
      if (left > truth.excused()) dog.accuse('said undone', `${left} base(s) still have it`);
    },
  };
}

/** The version is what is wanted, what runs, and all that runs, under the user's own strategy. */
function stands(
  law: string,
  version: string,
  strategy: string | undefined,
  truth: V1Truth,
  dog: Judge,
): void {
  const { deployment } = truth;
  if (deployment === undefined) {
    dog.accuse(law, 'there is no ModuleDeployment');
    return;
  }
  const { replicas = 0, pause = false } = v1Spec(deployment);
  if (v1ModuleOf(deployment).version !== version) {
    dog.accuse(law, `${v1ModuleOf(deployment).version} is its version, not ${version}`);
  }
  const serving = truth.serving(version).length;
  if (serving + truth.excused() < replicas) {
    dog.accuse(law, `${version} serves on ${serving} of ${replicas}`);
  }
  const others = truth.listing((other) => other !== version).length;
  if (others > truth.excused()) dog.accuse(law, `${others} base(s) still have another version`);
  if (isMarked(deployment)) dog.accuse(law, 'it is marked');
  if (pause) dog.accuse(law, 'it is left paused');
  const is = strategyText(strategyOf(deployment));
  if (strategy !== undefined && is !== strategy)
    dog.accuse(law, `its strategy is ${is}, the user's ${strategy}`);
}
