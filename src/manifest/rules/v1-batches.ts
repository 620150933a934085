/** Batch settings that a V1 controller left to itself does not survive. */
import { info, warning } from '../rule.ts';
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
      const message =
        'without koupctl: a gray time without confirmation stops after the first batch, for good';
      const at = [...path, 'grayTimeBetweenBatchSeconds'];
      remarks.push(warning(at, message, 'set needConfirm: true'));
    } else if (replicas % batches !== 0) {
      const message = `without koupctl: ${replicas} replicas in ${batches} batches end with too many installed`;
      remarks.push(
        warning(
          [...path, 'batchCount'],
          message,
          'set needConfirm: true, or a number that divides the replicas',
        ),
      );
    }
    if (strategy['useBeta'] === true) {
      const message = 'without koupctl: the beta batch waits for a confirmation all the same';
      remarks.push(info([...path, 'useBeta'], message));
    }
    return remarks;
  },
};

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
