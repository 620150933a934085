import { afterAll, beforeAll, describe, test } from 'vitest';
import { ensureAssets, startControlPlane, type ControlPlane } from '../bed/control-plane.ts';
import { realV2, v2Pace } from '../bed/v2-controller.ts';
import { essenceOf } from '../bed/v2-essence.ts';
import { SCENARIOS } from '../bed/v2-scenarios.ts';
import { Recorder } from '../bed/v2-trace.ts';
import { V2TraceSite } from '../bed/v2-trace-site.ts';
import { readTrace, recording, writeTrace } from './v2-traces.ts';

// Each scenario has a controller of its own: the stand-in, or with KOUPCTL_BED_V2 a real one.

const BUILD_TIMEOUT_MS = 30 * 60_000;
const CASE_TIMEOUT_MS = realV2() === undefined ? 120_000 : 900_000;

let plane: ControlPlane | undefined;

beforeAll(async () => {
  const assets = await ensureAssets((line) => process.stderr.write(`${line}\n`));
  plane = await startControlPlane({ assets, timeFactor: v2Pace() });
}, BUILD_TIMEOUT_MS);

afterAll(async () => {
  await plane?.stop();
}, 30_000);

describe.concurrent('as the real controller was recorded', () => {
  test.for(SCENARIOS)('$name', { timeout: CASE_TIMEOUT_MS }, async (scenario, { expect, task }) => {
    // The namespace of a first attempt is still there when a test is tried again.
    const name = `${scenario.name}-${task.result?.retryCount ?? 0}`;
    const site = await V2TraceSite.start(plane!, { ...scenario, name });
    try {
      const recorder = new Recorder(site);
      await scenario.play(site, recorder);
      const events = recorder.finish();
      if (recording()) await writeTrace(scenario.name, plane!, events);
      const trace = await readTrace(scenario.name);
      expect(essenceOf(events)).toEqual(essenceOf(trace.events));
    } finally {
      await site.stop();
    }
  });
});
