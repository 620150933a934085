/** `npm run bench -- rollback [BASES]`: how long a rollback takes until the old version serves on every base. */
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { ensureAssets, startControlPlane } from './control-plane.ts';
import { PlainVnodes } from './plain-vnodes.ts';
import { SimulatedBases } from './simulated-bases.ts';

const launcher = fileURLToPath(new URL('../../bin/koupctl.js', import.meta.url));
const count = Number(process.argv[2] ?? 1000);
const baseName = 'base';
const startedAt = Date.now();
const log = (line: string): void => {
  process.stderr.write(`${((Date.now() - startedAt) / 1000).toFixed(0).padStart(5)} s  ${line}\n`);
};

const plane = await startControlPlane({ assets: await ensureAssets(log), timeFactor: 1 });
try {
  log(`starting ${count} bases`);
  const bases = await SimulatedBases.create({
    timeFactor: 1,
    baseName,
    count,
    ipPrefix: `127.${randomInt(20, 250)}`,
  });
  const vnodes = await PlainVnodes.start(plane.kube, bases, { env: 'dev', baseName });
  try {
    await rollOut();
    await rollBack(bases);
  } finally {
    await vnodes.stop();
    await bases.die();
  }
} finally {
  await plane.stop();
}

async function rollOut(): Promise<void> {
  log(`1.0.0 to ${count} bases`);
  await koupctl(0, ...deploy('1.0.0'), '--replicas', String(count));
  log('2.0.0 beside it, blue-green');
  const batches = ['--policy', 'blue-green', '--batches', '2', '--pause-after', '2'];
  await koupctl(7, ...deploy('2.0.0'), ...batches);
}

async function rollBack(bases: SimulatedBases): Promise<void> {
  log('rollback');
  const before = Date.now();
  let servedAt: number | undefined;
  const watching = setInterval(() => {
    if (bases.countActive('biz1', '1.0.0') === count) servedAt ??= Date.now();
  }, 50);
  const told = await koupctl(0, 'rollback', 'biz1', '--yes', '--output-events');
  clearInterval(watching);
  const took = Date.now() - before;
  const undone = told
    .split('\n')
    .filter((line) => line.includes('"undone"'))
    .map((line) => JSON.parse(line) as { activeAgain: { bases: number; afterMs: number } });
  const seen = undone[0]?.activeAgain ?? { bases: 0, afterMs: 0 };
  const served = servedAt === undefined ? undefined : servedAt - before;
  process.stdout.write(
    [
      `rollback of ${count} bases that have both versions`,
      `  old version active on all, say the bases    ${seconds(served)}`,
      `  old version active on ${seen.bases}, says koupctl     ${seconds(seen.afterMs)}`,
      `  new version gone, all proven                ${seconds(took)}`,
      '',
    ].join('\n'),
  );
}

function deploy(version: string): string[] {
  const url = `http://jars.invalid/biz1-${version}-ark-biz.jar`;
  const auto = ['--confirm', 'none', '--soak', '0s', '--timeout', '30m', '--yes'];
  return ['deploy', 'biz1', '--version', version, '--url', url, '--base', baseName, ...auto];
}

/** Runs it to its end; what it says comes through, but for events, which are returned. */
function koupctl(code: number, ...args: string[]): Promise<string> {
  const child = spawn(process.execPath, [launcher, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', KUBECONFIG: plane.kubeconfigPath },
  });
  let told = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (told += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (was) => {
      if (was === code) resolve(told);
      else reject(new Error(`koupctl ${args[0] ?? ''} ended with ${String(was)}`));
    });
  });
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? 'never seen' : `${(ms / 1000).toFixed(1)} s`;
}
