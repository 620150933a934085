import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { cached, cacheKey, type Log } from './cache.ts';
import { classDataOf, javaArguments } from './java-flags.ts';
import { freePorts } from './ports.ts';

export type ModuleJar = 'biz1-1.0.0' | 'biz1-2.0.0' | 'biz1-3.0.0' | 'biz2-1.0.0';

export interface JavaBuild {
  /** base.jar; its libraries lie in lib/ beside it. */
  base: string;
  /** `biz1-3.0.0` throws at start, the others start. */
  modules: Record<ModuleJar, string>;
}

const SOURCE = fileURLToPath(new URL('./java', import.meta.url));
const MODULES: ModuleJar[] = ['biz1-1.0.0', 'biz1-2.0.0', 'biz1-3.0.0', 'biz2-1.0.0'];
const TOLD_EVERY = 100;

/**
 * The real base and the real module jars, built by Maven when the cache has none for these
 * sources. Needs a JDK 17 and Maven 3.8 or newer; the first build downloads about 100 MB.
 */
export async function buildJava(log: Log): Promise<JavaBuild> {
  const key = cacheKey('java', ...(await sources()));
  const dir = await cached(key, (out) => runMaven(out, log), log);
  const base = join(dir, 'base', 'base.jar');
  // Not part of the build above: an archive names its jars by their final path.
  const classData = basename(dirname(classDataOf(base)));
  await cached(classData, (out) => dumpClassData(base, out, log), log);
  const modules = Object.fromEntries(MODULES.map((name) => [name, join(dir, `${name}.jar`)]));
  return { base, modules: modules as Record<ModuleJar, string> };
}

/** Names and contents of everything Maven is given. */
async function sources(): Promise<(string | Buffer)[]> {
  const entries = await readdir(SOURCE, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const contents = await Promise.all(files.map((file) => readFile(file)));
  return files.flatMap((file, index) => [file.slice(SOURCE.length), contents[index] as Buffer]);
}

async function runMaven(out: string, log: Log): Promise<void> {
  const work = join(out, 'work');
  await cp(SOURCE, work, { recursive: true });
  const started = Date.now();
  let downloads = 0;
  await run('mvn', ['--batch-mode', 'package'], work, (line) => {
    if (line.includes('Downloaded from') && ++downloads % TOLD_EVERY === 0) {
      log(`java: Maven has downloaded ${downloads} files`);
    }
    const [, building] = /\[INFO\] Building (\S+)/.exec(line) ?? [];
    if (building && !building.startsWith('jar')) log(`java: Maven builds ${building}`);
  });
  await mkdir(join(out, 'base'));
  for (const name of ['base.jar', 'lib']) {
    await rename(join(work, 'base', 'target', name), join(out, 'base', name));
  }
  for (const name of MODULES) {
    await rename(join(work, 'biz', 'target', `${name}-ark-biz.jar`), join(out, `${name}.jar`));
  }
  await rm(work, { recursive: true });
  log(`java: built in ${Math.round((Date.now() - started) / 1_000)} s`);
}

/** Starts the base once, up to the point where its Spring context stands, to save its classes. */
async function dumpClassData(jar: string, out: string, log: Log): Promise<void> {
  log('java: saving class data of the base');
  const dir = await mkdtemp(join(tmpdir(), 'koupctl-bed-java-'));
  try {
    const [arkletPort] = (await freePorts(1)) as [number];
    const archive = `-XX:ArchiveClassesAtExit=${join(out, basename(classDataOf(jar)))}`;
    const jvm = [archive, '-Dspring.context.exit=onRefresh'];
    const place = { jar, dir, ip: '127.0.0.1', arkletPort };
    await run('java', javaArguments(place, { jvm }), dir, () => undefined);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Runs a program of the JDK or Maven; a failure carries the end of what it wrote. */
function run(
  program: string,
  args: string[],
  cwd: string,
  onLine: (line: string) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const tail: string[] = [];
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (line) => {
        onLine(line);
        if (tail.push(line) > 30) tail.shift();
      });
    }
    child.once('error', (error: NodeJS.ErrnoException) => {
      const missing = error.code === 'ENOENT';
      reject(missing ? new Error(`the real base needs ${program}, which is not there`) : error);
    });
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${program} failed:\n${tail.join('\n')}`)),
    );
  });
}
