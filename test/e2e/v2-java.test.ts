import { join } from 'node:path';
import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleArklets, type ArkletSampler } from '../bed/arklet-sampler.ts';
import { ensureAssets, startControlPlane, type ControlPlane } from '../bed/control-plane.ts';
import { buildJava, type JavaBuild } from '../bed/java-build.ts';
import { startRealBase, type RealBase } from '../bed/real-base.ts';
import { until } from '../bed/until.ts';
import { benchBaseName } from '../bed/v2-bench.ts';
import { v2Pace } from '../bed/v2-controller.ts';
import { apply, firstCause, moduleWorkload } from './diagnosing.ts';
import { V2Site } from './v2-site.ts';

const BUILD_TIMEOUT_MS = 30 * 60_000;
const log = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

let java: JavaBuild;
let plane: ControlPlane | undefined;
let site: V2Site;
const bases: RealBase[] = [];

beforeAll(async () => {
  const assets = await ensureAssets(log);
  java = await buildJava(log);
  plane = await startControlPlane({ assets, timeFactor: v2Pace() });
  site = await V2Site.start(plane, 'java', { bases: 0 });
  const network = `127.${randomInt(20, 250)}.${randomInt(1, 250)}`;
  // One keeps what failed to start listed as broken, the other forgets it, as the runtime would.
  for (const [index, keepFailed] of [true, false].entries()) {
    bases.push(await startBase(plane, `${network}.${index + 1}`, keepFailed));
  }
  await until('both bases to be nodes', async () => (await site.bench.vnodes()).length === 2);
}, BUILD_TIMEOUT_MS);

afterAll(async () => {
  for (const base of bases) await base.stop();
  await site.stop();
  await plane?.stop();
});

function startBase({ dir, reaper }: ControlPlane, ip: string, keepFailed: boolean) {
  return startRealBase({
    jar: java.base,
    ip,
    arkletPort: 1238,
    dir: join(dir, `java-base-${ip}`),
    reaper,
    keepFailed,
    heartbeat: {
      url: site.bench.controller.heartbeatUrl,
      identity: ip,
      name: benchBaseName,
      version: '1.0.0',
      clusterName: 'default',
      everyMs: 10_000 / v2Pace(),
    },
  });
}

function deploy(version: '1.0.0' | '2.0.0' | '3.0.0', ...more: string[]) {
  const url = `file://${java.modules[`biz1-${version}`]}`;
  // The last --url counts.
  const args = site.deployArgs(version, '--url', url, '--yes', '--confirm', 'none', ...more);
  return site.koupctl.run(args);
}

/** What a base runs of biz1, as the samples saw it: each state once while it lasted. */
function historyOf(sampler: ArkletSampler, { ip }: RealBase): string[] {
  const seen = sampler.samples.filter(({ base }) => base === ip);
  const states = seen.map(({ versions }) => [...versions].sort().join(', '));
  return states.filter((state, index) => state !== states[index - 1]);
}

test('1.0.0 comes onto both bases', async () => {
  const first = await deploy('1.0.0', '--replicas', '2');
  expect(first.stderr).toContain('biz1 1.0.0 seen active on 2 of 2 bases');
  expect(first.code).toBe(0);
});

test('2.0.0 replaces it, one base at a time and without a gap', async () => {
  const sampler = sampleArklets(bases, 'biz1', 100);
  const upgrade = await deploy('2.0.0', '--batch-size', '1');
  await sampler.stop();
  expect(upgrade.stderr).toContain('biz1 2.0.0 seen active on 2 of 2 bases');
  expect(upgrade.code).toBe(0);
  expect(sampler.gaps()).toEqual([]);
  for (const base of bases) {
    const history = historyOf(sampler, base);
    expect(history[0]).toBe('1.0.0 activated');
    // Dark lasts a few milliseconds here; that both stand beside each other lasts until the next batch.
    expect(history.some((state) => state.includes('1.0.0') && state.includes('2.0.0'))).toBe(true);
    expect(history.at(-1)).toBe('2.0.0 activated');
  }
});

test('3.0.0 throws at its start: the cause is told, all is undone, no base is without a version', async () => {
  const sampler = sampleArklets(bases, 'biz1', 100);
  const failed = await deploy('3.0.0', '--batches', '1', '--on-failure', 'rollback');
  await sampler.stop();
  expect(failed.stderr).toContain('stock table missing');
  expect(failed.code).toBe(10);
  expect(sampler.samples.length).toBeGreaterThan(20);
  expect(sampler.gaps()).toEqual([]);
  for (const base of bases) expect(historyOf(sampler, base).at(-1)).toBe('2.0.0 activated');
});

test('diagnose: a jar that is not there; only the answer to its install says so', async () => {
  const url = 'file:///nowhere/biz2-1.0.0-ark-biz.jar';
  const object = moduleWorkload({ name: 'biz2', env: site.bench.env, url });
  await apply(site.bench.kube, site.namespace, object);
  await firstCause(site.koupctl, 'install-left-no-trace', 'biz2');
  const said = await firstCause(site.koupctl, 'bad-url', 'biz2', '--ask', '--yes');
  expect(said.causes[0]?.text).toContain('FileNotFoundException: /nowhere/biz2-1.0.0-ark-biz.jar');
});

test('diagnose: a base that was restarted, one that is gone, one that came back', async () => {
  const [one, two] = bases as [RealBase, RealBase];
  // At the bed's pace a node is gone sooner than a JVM starts.
  if (v2Pace() === 1) {
    await one.restart();
    await firstCause(site.koupctl, 'base-restarted', '--base-ip', one.ip);
    const { code } = await site.koupctl.run(['replace', 'biz1', '--base-ip', one.ip, '--yes']);
    expect(code).toBe(0);
  }
  await two.kill('SIGKILL');
  await firstCause(site.koupctl, 'base-gone', 'biz1');
  await two.start();
  await firstCause(site.koupctl, 'base-came-back', 'biz1');
});

test('diagnose: 3.0.0 throws at its start, whether the base lists it afterwards or not', async () => {
  const image = `file://${java.modules['biz1-3.0.0']}`;
  const env = [{ name: 'BIZ_VERSION', value: '3.0.0' }];
  await site.bench.kube.mergePatch(site.deploymentPath, {
    spec: {
      strategy: { type: 'Recreate', rollingUpdate: null },
      template: { spec: { containers: [{ name: 'biz1', image, env }] } },
    },
  });
  await firstCause(site.koupctl, 'module-throws', 'biz1');
  const said = await firstCause(site.koupctl, 'module-throws', 'biz1', '--ask', '--yes');
  const reasons = said.causes.map(({ text }) => text);
  expect(reasons[0]).toContain('IllegalStateException: stock table missing');
});
