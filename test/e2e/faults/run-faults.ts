import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Result } from '../koupctl.ts';
import { patternOf, type FaultRow, type GoesOn, type PlayedFault } from './fault-case.ts';

/** How often each case is played, on fresh objects each time. */
const repeat = Number(process.env['KOUPCTL_FAULTS_REPEAT'] ?? 1);
/** How many are played at a time: they mostly wait. */
const lanes = Number(process.env['KOUPCTL_FAULTS_LANES'] ?? 4);

/** One module on bases of its own, about to be upgraded in two batches. */
export interface AnyScene {
  /** The one command that goes on. */
  goOn(how: Exclude<GoesOn, 'none'>): Promise<Result>;
  /** All serve that version, the user's own fields are back, and nothing of koupctl's is left but a closed record. */
  expectFinished(version: 'before' | 'after'): Promise<void>;
  stop(): Promise<void>;
}

/** Where the scenes of one file are played. */
export interface Stage<S, C> {
  scene(name: string, one: C): Promise<S>;
  stop(): Promise<void>;
}

/** Plays the cases of one file on a control plane of their own. */
export function runFaults<S extends AnyScene, C extends PlayedFault<S>>(
  room: string,
  cases: readonly C[],
  start: () => Promise<Stage<S, C>>,
): void {
  let stage: Stage<S, C>;

  beforeAll(async () => {
    stage = await start();
  });

  afterAll(async () => {
    await stage?.stop();
  });

  const all = cases.flatMap((one, index) =>
    Array.from({ length: repeat }, (_, time) => ({
      one,
      name: `${room}-${String(index + 1)}-${String(time + 1)}`,
      title: repeat === 1 ? one.fault : `${one.fault}, ${String(time + 1)} of ${String(repeat)}`,
    })),
  );
  const play = async ({ one, name }: (typeof all)[number]): Promise<void> => {
    const scene = await stage.scene(name, one);
    try {
      await playOut(scene, one);
    } finally {
      await scene.stop();
    }
  };

  const beside = all.filter(({ one }) => !one.alone);
  for (let from = 0; from < beside.length; from += lanes) {
    describe('beside each other', () => {
      for (const each of beside.slice(from, from + lanes)) {
        test.concurrent(each.title, () => play(each));
      }
    });
  }
  for (const each of all.filter(({ one }) => one.alone)) test(each.title, () => play(each));
}

async function playOut<S extends AnyScene>(scene: S, one: PlayedFault<S>): Promise<void> {
  expectWords(await one.play(scene), one);
  await one.mend?.(scene);
  if (one.goesOn !== 'none') {
    const rest = await scene.goOn(one.goesOn);
    expect(rest.code, rest.stderr).toBe(0);
  }
  await scene.expectFinished(one.goesOn === 'rollback' ? 'before' : 'after');
}

function expectWords({ code, stdout, stderr }: Result, { says, exit }: FaultRow): void {
  const said = `${stderr}\n${stdout}`;
  for (const words of says) expect(said).toMatch(patternOf(words));
  expect(code, said).toBe(exit);
  expect(said).not.toContain('This is a mistake in koupctl');
}
