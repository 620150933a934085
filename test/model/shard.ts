import { expect, test } from 'vitest';
import { shrink, type Game } from './game.ts';
import { Tallies } from './tallies.ts';

/** Two workers share them: a file is played by one. */
const shards = 4;
const inCi = process.env['CI'] !== undefined;
const wanted = process.env['KOUPCTL_MODEL_SEEDS'];
const only = process.env['KOUPCTL_MODEL_SEED'];
const from = Number(process.env['KOUPCTL_MODEL_FROM'] ?? 1);
/** A seed alone is one of V2's. */
const onlyWorld = process.env['KOUPCTL_MODEL_WORLD'] ?? (only === undefined ? undefined : 'v2');
/** With so many the rest is not played any more. */
const enough = 20;

/**
 * Random people, faults and koupctls on a model of the cluster. The laws are in
 * watchdog.ts (at every change), outcomes.ts (at a run's end) and finale.ts (when all faults are
 * over), those of V1 in v1/.
 */
export function testShard(game: Game, shard: number): void {
  const count = Number(wanted ?? Math.min(game.seedsInCi, inCi ? Infinity : 500));
  const all =
    only === undefined ? Array.from({ length: count }, (_, at) => at + from) : [Number(only)];
  const played = onlyWorld === undefined || onlyWorld === game.name;
  const seeds = played ? all.filter((seed) => seed % shards === shard) : [];
  test.runIf(seeds.length > 0)(
    `${seeds.length} seeds in ${game.name}`,
    { timeout: 3_600_000 },
    async () => {
      const broken: { seed: number; law: string; told: string }[] = [];
      const sums = new Tallies();
      for (const seed of seeds) {
        const { violation, tallies } = await game.play(seed, game.scenarioOf(seed), false);
        sums.add(tallies);
        if (violation === undefined) continue;
        broken.push({ seed, law: violation.law, told: `${violation.law}: ${violation.text}` });
        if (broken.length === enough) break;
      }
      const [first] = broken;
      if (first === undefined) {
        console.info(sums.lines().join('\n'));
        expect(sums.idle(game.laws)).toEqual([]);
        return;
      }
      const list = broken.map(({ seed, told }) => `seed ${seed}: ${told.slice(0, 300)}`);
      expect.fail([...list, ...(await again(game, first.seed, first.law))].join('\n'));
    },
  );
}

/** The first one once more, with as few actions as show it, and everything that happens. */
async function again(game: Game, seed: number, law: string): Promise<string[]> {
  const scenario = await shrink(game, seed, game.scenarioOf(seed), law);
  const { violation, lines } = await game.play(seed, scenario, true);
  const asJson = (_: string, value: unknown): unknown =>
    value instanceof Map ? Object.fromEntries(value as Map<number, string>) : value;
  return [
    '',
    `to play it again: KOUPCTL_MODEL_WORLD=${game.name} KOUPCTL_MODEL_SEED=${seed} npx vitest run --project model`,
    'the actions that are left of it:',
    ...scenario.actions.map((action) => `  ${JSON.stringify(action, asJson)}`),
    'what happens:',
    ...lines.map((line) => `  ${line}`),
    `${violation?.law ?? law}: ${violation?.text ?? ''}`,
  ];
}
