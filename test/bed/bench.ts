import { fileURLToPath } from 'node:url';
import { ensureAssets, startControlPlane } from './control-plane.ts';
import { manyModules } from './bench-load.ts';
import { measured, type Measurement } from './bench-measure.ts';
import { installV1Crds } from './stand-in-v1/crds.ts';

const launcher = fileURLToPath(new URL('../../bin/koupctl.js', import.meta.url));
const sizes = (process.argv[2] ?? '10000,50000').split(',').map(Number);
const group = 'koupleless.io';

const log = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
const assets = await ensureAssets(log);
const plane = await startControlPlane({ assets, timeFactor: 1 });
try {
  await startUp();
  await installV1Crds(plane.kube, { group, dialect: 'confirmBatchNum' });
  let there = 0;
  for (const size of sizes) {
    log(`creating ${size - there} Modules more`);
    await manyModules(plane.kube, there, size);
    there = size;
    await lists(size);
  }
} finally {
  await plane.stop();
}

async function startUp(): Promise<void> {
  const node = await measured(process.execPath, ['-e', '0'], {});
  table('start-up', node, 'bare node', [
    ['koupctl --version', await koupctl('--version')],
    ['koupctl --help', await koupctl('--help')],
  ]);
}

async function lists(size: number): Promise<void> {
  const ip = '10.0.0.7';
  const oneBase = await kubectl(
    'get',
    'modules',
    '-n',
    'default',
    '-l',
    `${group}/base-instance-ip=${ip}`,
  );
  table(`one base of ${size} Modules`, oneBase, 'kubectl get modules -l', [
    [`koupctl modules --base-ip ${ip}`, await koupctl('modules', '--base-ip', ip)],
    ['the same --consistent', await koupctl('modules', '--base-ip', ip, '--consistent')],
  ]);
  const all = await kubectl('get', 'modules', '-A');
  table(`all of ${size} Modules`, all, 'kubectl get modules -A', [
    ['koupctl modules -A', await koupctl('modules', '-A')],
  ]);
}

function koupctl(...args: string[]): Promise<Measurement> {
  return measured(process.execPath, [launcher, ...args], { KUBECONFIG: plane.kubeconfigPath });
}

function kubectl(...args: string[]): Promise<Measurement> {
  return measured(assets.kubectl, args, { KUBECONFIG: plane.kubeconfigPath });
}

function table(
  title: string,
  against: Measurement,
  name: string,
  rows: readonly (readonly [string, Measurement])[],
): void {
  const line = (what: string, one: Measurement): string =>
    `  ${what.padEnd(44)} ${(one.ms / 1000).toFixed(3)} s  ${String(Math.round(one.peakMb)).padStart(4)} MB  x ${(one.ms / against.ms).toFixed(2)}`;
  process.stdout.write(
    [
      `${title} (least of ${against.runs} runs)`,
      line(name, against),
      ...rows.map(([what, one]) => line(what, one)),
      '',
    ].join('\n') + '\n',
  );
}
