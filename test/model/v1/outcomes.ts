import { v1ModuleOf, v1Spec } from '../../../src/modules/v1-view.ts';
import { isMarked } from '../../../src/rollout/ownership.ts';
import { isOpen } from '../../../src/rollout/record.ts';
import type { KubeObject } from '../../../src/world.ts';
import type { Sayings } from '../outcomes.ts';
import type { Judge } from '../judge.ts';
import { strategyOf, strategyText, type V1Truth } from './truth.ts';

/** What has to be so in V1's world where a run says that it is done, or undone. */
export function sayingsOf(truth: V1Truth, due: string | undefined): Sayings {
  return {
    done: (_, dog) => {
      const { record } = truth;
      const version = record?.module.version ?? '';
      stands('said done', version, due, truth, dog);
      const closed = record !== undefined && !isOpen(record);
      dog.holds('said done', closed, () => 'the record is open');
    },
    undone: (message, _, dog) => {
      const { record, deployment } = truth;
      const so = (is: boolean, otherwise: () => string) => {
        dog.holds('said undone', is, otherwise);
      };
      so(record === undefined || !isOpen(record), () => 'the record is open');
      const old = record?.oldTemplate as { operationStrategy?: unknown } | undefined;
      if (old !== undefined) {
        const { version } = v1ModuleOf({ spec: old } as unknown as KubeObject);
        stands('said undone', version, strategyText(old.operationStrategy), truth, dog);
        return;
      }
      const left = truth.listing(() => true).length;
      so(deployment === undefined, () => `${message}: it is still there`);
      so(left <= truth.excused(), () => `${left} base(s) still have it`);
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
  const so = (is: boolean, otherwise: () => string) => {
    dog.holds(law, is, otherwise);
  };
  so(deployment !== undefined, () => 'there is no ModuleDeployment');
  if (deployment === undefined) return;
  const { replicas = 0, pause = false } = v1Spec(deployment);
  const wanted = v1ModuleOf(deployment).version;
  so(wanted === version, () => `${wanted} is its version, not ${version}`);
  const serving = truth.serving(version).length;
  so(serving + truth.excused() >= replicas, () => `${version} serves on ${serving} of ${replicas}`);
  const others = truth.listing((other) => other !== version).length;
  so(others <= truth.excused(), () => `${others} base(s) still have another version`);
  so(!isMarked(deployment), () => 'it is marked');
  so(!pause, () => 'it is left paused');
  const is = strategyText(strategyOf(deployment));
  if (strategy !== undefined) {
    so(is === strategy, () => `its strategy is ${is}, the user's ${strategy}`);
  }
}
