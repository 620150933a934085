import { afterAll, beforeAll, describe, expect, test, type ExpectStatic } from 'vitest';
import { ensureAssets, startControlPlane, type ControlPlane } from '../bed/control-plane.ts';
import { installV1Crds } from '../bed/stand-in-v1/crds.ts';
import { REAL_QUIRKS } from '../bed/stand-in-v1/quirks.ts';
import { startStandInV1, type V1Controller } from '../bed/stand-in-v1/stand-in.ts';
import { V1Bench } from '../bed/v1-bench.ts';
import { realV1, startV1Controller } from '../bed/v1-controller.ts';
import { settle, waitForRealTime, type QuirkCase } from './v1-quirk-case.ts';
import { CRASHES, ENDING, MODULES, PLACING } from './v1-quirk-cases-placing.ts';
import { MEANING, WRITING } from './v1-quirk-cases-release.ts';

// Every lie is seen with its switch on, which is how the real controller was read and seen to
// behave, and something else is seen with it off. KOUPCTL_BED_V1 runs the first half on a real one.

const BUILD_TIMEOUT_MS = 30 * 60_000;
const CASE_TIMEOUT_MS = 120_000;
const LOOK_TIMEOUT_MS = 30_000;
const TIME_FACTOR = 20;

const CASES = [...MEANING, ...WRITING, ...PLACING, ...MODULES, ...ENDING];

let plane: ControlPlane;
let bench: V1Bench;
/** Only with a real controller: it works in all namespaces, so there can be but one. */
let shared: V1Controller | undefined;
/** What was started, oldest first. */
const started: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  const assets = await ensureAssets((line) => process.stderr.write(`${line}\n`));
  plane = await startControlPlane({ assets, timeFactor: TIME_FACTOR });
  started.push(plane);
  await installV1Crds(plane.kube, { group: 'koupleless.io', dialect: 'confirmBatchNum' });
  bench = await V1Bench.start(plane, TIME_FACTOR);
  started.push(bench);
  if (realV1() === undefined) return;
  waitForRealTime();
  shared = await startV1Controller({ plane });
  started.push(shared);
}, BUILD_TIMEOUT_MS);

afterAll(async () => {
  for (const part of started.reverse()) await part.stop();
}, 30_000);

test('every quirk has its row', () => {
  const rows = new Set([...CASES, ...CRASHES].map((row) => row.quirk));
  expect([...rows].sort()).toEqual(Object.keys(REAL_QUIRKS).sort());
});

describe.concurrent('the table of lies', () => {
  test.for(CASES.map(named))(
    '$title',
    { timeout: CASE_TIMEOUT_MS },
    async ({ row }, { expect }) => {
      // What a real controller's watch caches do can't be arranged from outside.
      if (realV1() === undefined || row.controller === undefined) await observe(row, true, expect);
      // And it would meddle in the namespaces of the other half.
      if (realV1() === undefined) await observe(row, false, expect);
    },
  );
});

describe('crashes', () => {
  test.for(CRASHES.map(named))(
    '$title',
    { timeout: CASE_TIMEOUT_MS },
    async ({ row }, { expect }) => {
      await observe(row, true, expect);
      if (realV1() === undefined) await observe(row, false, expect);
    },
  );
});

function named(row: QuirkCase): { title: string; row: QuirkCase } {
  return { title: `${row.quirk}${row.variant ?? ''}`, row };
}

// Concurrent tests must use the expect of their own context.
async function observe(row: QuirkCase, on: boolean, expect: ExpectStatic): Promise<void> {
  const { title } = named(row);
  const { bases } = row;
  const site = await bench.site({
    name: `${title.toLowerCase()}-${on ? 'real' : 'off'}`,
    bases,
    timeFactor: TIME_FACTOR,
    ...row.site,
  });
  const controller = shared ?? (await standIn(row, on, site.namespace));
  try {
    const look = await row.observe(site, controller);
    await settle(site);
    const message = `${title}: ${on}`;
    await expect.poll(look, { timeout: LOOK_TIMEOUT_MS, message }).toEqual(on ? row.real : row.off);
    if (controller.crashed !== undefined) await leaveCrash(site.path('stock'), controller);
  } finally {
    if (controller !== shared) await controller.stop();
    await site.stop();
  }
}

function standIn(row: QuirkCase, on: boolean, namespace: string): Promise<V1Controller> {
  // Stale reads make batch sizes a matter of luck, which has its own rows.
  const quirks = { actsOnStaleReads: false, [row.quirk]: on };
  const { kube } = plane;
  return startStandInV1({
    kube,
    namespace,
    timeFactor: TIME_FACTOR,
    quirks,
    ...row.controller,
  });
}

/** The crash comes again at every restart, until the object that causes it is out of the way. */
async function leaveCrash(path: string, controller: V1Controller): Promise<void> {
  const first = controller.crashed;
  await controller.restart();
  await expect.poll(() => controller.crashed, { timeout: LOOK_TIMEOUT_MS }).toEqual(first);
  await plane.kube.mergePatch(path, { metadata: { finalizers: null } });
  await plane.kube.delete(path).catch(() => undefined);
  await expect.poll(() => plane.kube.getOrUndefined(path)).toBeUndefined();
  await controller.restart();
  expect(controller.crashed).toBeUndefined();
}
