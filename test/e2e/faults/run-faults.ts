import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ControlPlane } from '../../bed/control-plane.ts';
import type { Result } from '../koupctl.ts';
import { startV2Plane } from '../v2-site.ts';
import { patternOf, type FaultCase, type FaultRow } from './fault-case.ts';
import { after, before, own, ownManifest, Scene } from './scene.ts';

/** How often each case is played, on fresh objects each time. */
const repeat = Number(process.env['KOUPCTL_FAULTS_REPEAT'] ?? 1);
/** How many are played at a time: they mostly wait. */
const lanes = Number(process.env['KOUPCTL_FAULTS_LANES'] ?? 4);

/** Plays the cases of one file on a control plane of their own. */
export function runFaults(room: string, cases: readonly FaultCase[]): void {
  let plane: ControlPlane;
  let manifest: string;

  beforeAll(async () => {
    [plane, manifest] = await Promise.all([startV2Plane(), ownManifest()]);
  });

  afterAll(async () => {
    await plane?.stop();
  });

  const all = cases.flatMap((one, index) =>
    Array.from({ length: repeat }, (_, time) => ({
      one,
      name: `${room}-${String(index + 1)}-${String(time + 1)}`,
      title: repeat === 1 ? one.fault : `${one.fault}, ${String(time + 1)} of ${String(repeat)}`,
    })),
  );
  const play = async ({ one, name }: (typeof all)[number]): Promise<void> => {
    const scene = await Scene.start(plane, manifest, name, one);
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

async function playOut(scene: Scene, one: FaultCase): Promise<void> {
  expectWords(await one.play(scene), one);
  await one.mend?.(scene);
  if (one.goesOn !== 'none') {
    const rest = await scene.goOn(one.goesOn);
    expect(rest.code, rest.stderr).toBe(0);
  }
  await expectFinished(scene, one.goesOn === 'rollback' ? before : after);
}

function expectWords({ code, stdout, stderr }: Result, { says, exit }: FaultRow): void {
  const said = `${stderr}\n${stdout}`;
  for (const words of says) expect(said).toMatch(patternOf(words));
  expect(code, said).toBe(exit);
  expect(said).not.toContain('This is a mistake in koupctl');
}

/** All serve it, the user's own fields are back, and nothing of koupctl's is left but a closed record. */
async function expectFinished(scene: Scene, version: string): Promise<void> {
  const { metadata, spec } = await scene.deployment();
  expect(scene.active(version)).toBe(spec.replicas);
  expect(spec.template.spec.containers[0].env[0].value).toBe(version);
  expect(spec.progressDeadlineSeconds).toBe(own.progressDeadlineSeconds);
  expect(spec.strategy).toEqual(own.strategy);
  expect(spec.minReadySeconds).toBeUndefined();
  expect(spec.paused).toBeUndefined();
  expect(metadata.labels).toMatchObject({ team: 'till' });
  expect(JSON.stringify(metadata.annotations ?? {})).not.toContain('koupctl');
  expect((await scene.record()).phase).toBe(version === after ? 'done' : 'rolled-back');
  expect(await scene.holder()).toBe('');
}
