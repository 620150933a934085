/** `npm run bench -- live [BASES]`: what so many bases run, asked of themselves, with 30 of them dead. */
import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { inParallel } from './bench-load.ts';
import { measured } from './bench-measure.ts';
import { ensureAssets, startControlPlane } from './control-plane.ts';
import { paths } from './kube.ts';
import { PlainVnodes } from './plain-vnodes.ts';
import { SimulatedBases } from './simulated-bases.ts';
import { until } from './until.ts';

const launcher = fileURLToPath(new URL('../../bin/koupctl.js', import.meta.url));
const count = Number(process.argv[2] ?? 1000);
const dead = Math.min(30, count);
const about = { env: 'dev', baseName: 'base' };
const log = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const plane = await startControlPlane({ assets: await ensureAssets(log), timeFactor: 1 });
try {
  log(`starting ${count} bases`);
  const ipPrefix = `127.${randomInt(20, 250)}`;
  const bases = await SimulatedBases.create({ timeFactor: 100, count, ipPrefix, ...about });
  const vnodes = await PlainVnodes.start(plane.kube, bases, about);
  try {
    log('a module on each');
    await modulesOn(bases);
    const last = bases.all.slice(-dead);
    await Promise.all(last.map((base) => base.die()));
    await table(`${dead} refuse connections`);
    await Promise.all(last.map((base) => base.up()));
    for (const base of last) base.faults.hang = {};
    await table(`${dead} take the question and never answer`);
  } finally {
    await vnodes.stop();
    await bases.die();
  }
} finally {
  await plane.stop();
}

async function modulesOn(bases: SimulatedBases): Promise<void> {
  await inParallel(0, count, (index) =>
    plane.kube.create(paths.pods('default'), {
      metadata: {
        name: `biz1-${index}`,
        labels: { 'virtual-kubelet.koupleless.io/component': 'module' },
      },
      spec: {
        nodeName: bases.get(index).nodeName(about.env),
        tolerations: [{ operator: 'Exists' }],
        containers: [
          {
            name: 'biz1',
            image: 'http://jars.invalid/biz1-1.0.0-ark-biz.jar',
            env: [{ name: 'BIZ_VERSION', value: '1.0.0' }],
          },
        ],
      },
    }),
  );
  await until(
    'all to be installed and ready',
    async () => {
      if (bases.countActive('biz1', '1.0.0') < count) return false;
      const { items } = await plane.kube.list(paths.pods('default'));
      return items.every(({ status }) => status?.phase === 'Running');
    },
    600_000,
  );
}

async function table(title: string): Promise<void> {
  const env = { KUBECONFIG: plane.kubeconfigPath };
  const args = ['modules', '--live'];
  const right = await rowsAreRight([...args, '-o', 'json']);
  const live = await measured(process.execPath, [launcher, ...args], env, 12);
  const bases = await measured(process.execPath, [launcher, 'bases'], env);
  const line = (what: string, one: { ms: number; peakMb: number }): string =>
    `  ${what.padEnd(28)} ${(one.ms / 1000).toFixed(3)} s  ${String(Math.round(one.peakMb)).padStart(4)} MB`;
  process.stdout.write(
    [
      `${count} bases, ${title} (least of ${live.runs} runs)`,
      `${line('koupctl modules --live', live)}  ${right} of ${count} rows right`,
      line('koupctl bases', bases),
      '',
    ].join('\n') + '\n',
  );
}

interface Row {
  readonly object: string;
  readonly live: string;
  readonly reason: object;
}

/** How many rows say what is so: the last bases are unreachable, all others run the module. */
function rowsAreRight(args: readonly string[]): Promise<number> {
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent', KUBECONFIG: plane.kubeconfigPath };
  return new Promise((resolve) => {
    const options = { env, maxBuffer: 256 * 1024 * 1024 };
    execFile(process.execPath, [launcher, ...args], options, (_, stdout) => {
      const { items } = JSON.parse(stdout) as { items: Row[] };
      const isRight = ({ object, live }: Row): boolean =>
        live === (Number(object.slice('biz1-'.length)) < count - dead ? 'ok' : 'unreachable');
      const wrong = items.filter((row) => !isRight(row)).map((row) => JSON.stringify(row.reason));
      for (const reason of new Set(wrong)) log(`wrong: ${reason}`);
      resolve(items.length - wrong.length);
    });
  });
}
