import { outcomes } from '../exit-code.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { World } from './world.ts';

/** Prints the table of outcomes and exit codes. */
export function exitCodes(world: World): Promise<Outcome> {
  const items = Object.entries(outcomes).map(([name, row]) => ({ ...row, name }));
  world.reporter.listing({
    kind: 'ExitCodeList',
    items,
    columns: [
      { title: 'CODE', value: (item) => String(item['code']) },
      { title: 'OUTCOME', value: (item) => String(item['name']) },
      { title: 'MEANING', value: (item) => String(item['meaning']) },
    ],
    empty: '',
    name: (item) => String(item['name']),
  });
  return Promise.resolve(outcome('done', 'listed'));
}
