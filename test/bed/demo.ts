import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureAssets, startControlPlane, type ControlPlane } from './control-plane.ts';
import { buildJava, type JavaBuild } from './java-build.ts';
import { freePorts } from './ports.ts';
import { startRealBase, type RealBase } from './real-base.ts';
import { until } from './until.ts';
import { benchBaseName, V2Bench } from './v2-bench.ts';

const keep = process.argv.includes('--keep');
const launcher = fileURLToPath(new URL('../../bin/koupctl.js', import.meta.url));
const simulated = 5;
const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const startedAt = Date.now();
const log = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
const assets = await ensureAssets(log);
const java = await buildJava(log);

/** One process in which everything runs, and how to end it. */
interface Demo {
  readonly plane: ControlPlane;
  readonly bench: V2Bench;
  readonly real: RealBase;
}

let demo: Demo | undefined;
let ending: Promise<void> | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void end());
}

try {
  demo = await start();
  say(`== the bed is up after ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  await tour(demo);
  if (keep) {
    await leaveUp(demo);
  } else {
    say('\nGo on by hand: npm run demo -- --keep leaves all this up and prints the kubeconfig.');
  }
} catch (error) {
  if (ending === undefined) {
    process.exitCode = 1;
    throw error;
  }
} finally {
  await end();
}

function end(): Promise<void> {
  ending ??= stopAll();
  return ending;
}

async function stopAll(): Promise<void> {
  await demo?.real.stop();
  await demo?.bench.stop();
  await demo?.plane.stop();
}

async function start(): Promise<Demo> {
  say(`== starting a control plane, a V2 controller, ${simulated} simulated bases and a Java base`);
  const plane = await startControlPlane({ assets, timeFactor: 10 });
  try {
    const bench = await V2Bench.start({
      plane,
      bases: simulated,
      base: { jars: jarsOf(java) },
    });
    const real = await startJavaBase(plane, bench);
    return { plane, bench, real };
  } catch (error) {
    await plane.stop();
    throw error;
  }
}

/** Version 3.0.0 throws at its start: the simulated bases have to know that too. */
function jarsOf(build: JavaBuild): Record<string, { outcome: { throws: string } }> {
  return {
    [`file://${build.modules['biz1-3.0.0']}`]: { outcome: { throws: 'stock table missing' } },
  };
}

async function startJavaBase(plane: ControlPlane, bench: V2Bench): Promise<RealBase> {
  const dir = join(plane.dir, 'java-base');
  await mkdir(dir, { recursive: true });
  const ip = bench.bases.get(0).ip.replace(/\.\d+$/, '.200');
  const [arkletPort = 0] = await freePorts(1, ip);
  const real = await startRealBase({
    jar: java.base,
    ip,
    arkletPort,
    dir,
    reaper: plane.reaper,
    heartbeat: {
      url: bench.controller.heartbeatUrl,
      identity: ip,
      name: benchBaseName,
      version: '1.0.0',
      clusterName: 'default',
      everyMs: 1_000,
    },
  });
  await until('the Java base to be a node', async () => (await bench.vnodes()).length > simulated);
  return real;
}

async function tour({ plane, real }: Demo): Promise<void> {
  const replicas = String(simulated + 1);
  const deploy = (version: '1.0.0' | '2.0.0' | '3.0.0', ...more: string[]): string[] => [
    'deploy',
    'biz1',
    '--version',
    version,
    '--url',
    `file://${java.modules[`biz1-${version}`]}`,
    '--base',
    benchBaseName,
    '--confirm',
    'none',
    '--soak',
    '1s',
    '--yes',
    ...more,
  ];
  say('\n== version 1: a first deploy, in two batches');
  await koupctl(plane, deploy('1.0.0', '--replicas', replicas, '--batches', '2'), 0);
  say('\n== version 2: an upgrade, one base first');
  await koupctl(plane, deploy('2.0.0', '--batch-size', '1,50%,100%'), 0);
  say('\n== version 3 throws at its start: found, explained, undone');
  await koupctl(plane, deploy('3.0.0', '--batches', '3', '--on-failure', 'rollback'), 10);
  say('\n== what runs on the Java base');
  await koupctl(plane, ['modules', '--base-ip', real.ip], 0);
  await koupctl(plane, ['status', 'biz1'], 0);
}

/** Shows the command, runs it on this terminal, and expects its exit code. */
function koupctl(plane: ControlPlane, args: readonly string[], expected: number): Promise<void> {
  say(`\n$ koupctl ${args.join(' ')}`);
  const child = spawn(process.execPath, [launcher, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, KUBECONFIG: plane.kubeconfigPath },
  });
  return new Promise((resolve, reject) => {
    child.once('close', (code) => {
      say(`(exit code ${code ?? 'none'})`);
      if (code === expected) resolve();
      else reject(new Error(`expected exit code ${expected}, got ${code ?? 'none'}`));
    });
  });
}

async function leaveUp({ plane }: Demo): Promise<void> {
  say('\nThe bed stays up. In another terminal:');
  say(`  export KUBECONFIG=${plane.kubeconfigPath}`);
  say('  node bin/koupctl.js modules');
  say('Ctrl-C here ends it.');
  const alive = setInterval(() => undefined, 60_000);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, resolve);
  });
  clearInterval(alive);
}
