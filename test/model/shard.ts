import { expect, test } from 'vitest';
import { play, shrink } from './play.ts';
import { scenarioOf } from './scenario.ts';

/** Two workers share them: a file is played by one. */
const shards = 4;
const inCi = process.env['CI'] !== undefined;
const wanted = Number(process.env['KOUPCTL_MODEL_SEEDS'] ?? (inCi ? 5_000 : 500));
const only = process.env['KOUPCTL_MODEL_SEED'];
/** With so many the rest is not played any more. */
const enough = 20;

/**
 * Random people, faults and koupctls on a model of the cluster. The laws are in
 * watchdog.ts (at every change), outcomes.ts (at a run's end) and finale.ts (when all faults are over).
 */
export function testShard(shard: number): void {
  const all =
    only === undefined ? Array.from({ length: wanted }, (_, at) => at + 1) : [Number(only)];
  const seeds = all.filter((seed) => seed % shards === shard);
  test.runIf(seeds.length > 0)(`${seeds.length} seeds`, { timeout: 3_600_000 }, async () => {
    const broken: { seed: number; law: string; told: string }[] = [];
    for (const seed of seeds) {
      const { violation } = await play(seed, scenarioOf(seed));
      if (violation === undefined) continue;
      broken.push({ seed, law: violation.law, told: `${violation.law}: ${violation.text}` });
      if (broken.length === enough) break;
    }
    const [first] = broken;
    if (first === undefined) return;
    const list = broken.map(({ seed, told }) => `seed ${seed}: ${told.slice(0, 300)}`);
    expect.fail([...list, ...(await again(first.seed, first.law))].join('\n'));
  });
}

/** The first one once more, with as few actions as show it, and everything that happens. */
async function again(seed: number, law: string): Promise<string[]> {
  const scenario = scenarioOf(seed);
  const actions = await shrink(seed, scenario, law);
  const { violation, lines } = await play(seed, { ...scenario, actions }, true);
  const asJson = (_: string, value: unknown): unknown =>
    value instanceof Map ? Object.fromEntries(value as Map<number, string>) : value;
  return [
    '',
    `to play it again: KOUPCTL_MODEL_SEED=${seed} npx vitest run --project model`,
    'the actions that are left of it:',
    ...actions.map((action) => `  ${JSON.stringify(action, asJson)}`),
    'what happens:',
    ...lines.map((line) => `  ${line}`),
    `${violation?.law ?? law}: ${violation?.text ?? ''}`,
  ];
}
