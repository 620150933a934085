import type { Config } from '../config/config.ts';
import { settingRows } from '../config/describe.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { World } from './world.ts';

/** Prints every setting and where its value comes from. */
export function configView(world: World, config: Config): Promise<Outcome> {
  const cell = (key: string) => (item: Record<string, unknown>) => String(item[key] ?? '') || '-';
  world.reporter.listing({
    kind: 'SettingList',
    items: settingRows(config).map((row) => ({ ...row })),
    columns: [
      { title: 'KEY', value: cell('key') },
      { title: 'VALUE', value: cell('value') },
      { title: 'FROM', value: cell('origin') },
    ],
    empty: '',
    name: (item) => String(item['key']),
  });
  return Promise.resolve(outcome('done', 'listed'));
}
