/** Batch settings that a V1 controller left to itself does not survive. */
import { info, say, warning } from '../rule.ts';
import type { Remark, Rule } from '../rule.ts';
import { treeAt, valueAt } from '../tree.ts';

/**
 * koupctl rolls with its own settings and puts these back afterwards, so these are warnings
 * about what happens when someone changes the object without it.
 */
export const v1Batches: Rule = {
  name: 'v1-batches',
  check: ({ object }) => {
    const path = ['spec', 'operationStrategy'];
    const strategy = treeAt(object, path);
    const batches = numberOf(strategy['batchCount'], 1);
    const gray = numberOf(strategy['grayTimeBetweenBatchSeconds'], 0);
    const replicas = numberOf(valueAt(object, ['spec', 'replicas']), 0);
    if (strategy['needConfirm'] === true || batches <= 1) return [];
    const remarks: Remark[] = [];
    if (gray > 0) {
      const at = [...path, 'grayTimeBetweenBatchSeconds'];
      remarks.push(warning(at, say('v1-batches.gray')));
    } else if (replicas % batches !== 0) {
      remarks.push(warning([...path, 'batchCount'], say('v1-batches.rest', replicas, batches)));
    }
    if (strategy['useBeta'] === true) {
      remarks.push(info([...path, 'useBeta'], say('v1-batches.beta')));
    }
    return remarks;
  },
};

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
