/**
 * Bundles src/main.ts into one file in dist/, next to V8's code cache of it: Node reads both in
 * a tenth of the time that many modules take, and compiles nothing (docs/decisions/0007).
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const dist = join(here, 'dist');
const common = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // Half the bytes to read at every start; names and lines stay, for stack traces.
  minifyWhitespace: true,
  lineLimit: 120,
  legalComments: 'none',
};

/** Heavy packages that few commands need: files of their own, loaded when first asked for. */
const heavy = {
  inquirer: 'module.exports = require("inquirer").default;',
  '@kubernetes/client-node': 'export { KubeConfig } from "@kubernetes/client-node";',
};
const heavyFile = (name) => `${name.replace(/^.*\//, '')}.cjs`;

await mkdir(dist, { recursive: true });
for (const [name, contents] of Object.entries(heavy)) {
  await bundle(join(dist, heavyFile(name)), { stdin: { contents, resolveDir: here } });
}
const source = await bundle(undefined, {
  entryPoints: [join(here, 'src/main.ts')],
  plugins: [{ name: 'heavy', setup: leaveOut }],
  define: { 'import.meta.url': '__url' },
  // Code from a cache can't import; nor need it, where everything is CommonJS.
  supported: { 'dynamic-import': false },
});
// Named by its content: V8 compares only the length before it takes a cache for a source's.
const hash = createHash('sha256').update(source).digest('hex').slice(0, 12);
const file = `koupctl-${hash}.cjs`;
await replace(join(dist, file), source);
const { version } = JSON.parse(await readFile(join(here, 'package.json'), 'utf8'));
await replace(join(dist, 'main.js'), launcher(file, version));
// Node's loader of ES modules takes a tenth of the time of a whole `koupctl --version`.
await replace(join(dist, 'package.json'), '{ "type": "commonjs" }\n');
await writeCache();
await removeOld();

async function bundle(outfile, options) {
  const { outputFiles } = await build({ ...common, ...options, write: false });
  const [{ contents }] = outputFiles;
  if (outfile !== undefined) await replace(outfile, contents);
  return contents;
}

/** Another koupctl may be reading the file. */
async function replace(path, contents) {
  const fresh = `${path}.${process.pid}`;
  await writeFile(fresh, contents);
  await rename(fresh, path);
}

function leaveOut(plugins) {
  // For subcommands that are executables of their own: koupctl has none.
  plugins.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
    importer.includes('commander') ? { path: 'never', namespace: 'never' } : undefined,
  );
  plugins.onLoad({ filter: /.*/, namespace: 'never' }, () => ({ contents: '' }));
  plugins.onResolve({ filter: /^(inquirer|@kubernetes\/client-node)$/ }, ({ path }) => ({
    path: `./${heavyFile(path)}`,
    external: true,
  }));
}

/**
 * What runs first. Without a cache, or with one of another V8, it takes a moment longer. The version
 * alone, which scripts and prompts ask for again and again, is told before anything is loaded.
 */
function launcher(file, version) {
  return `'use strict';
const [word, ...more] = process.argv.slice(2);
if ((word === '--version' || word === '-V') && more.length === 0) {
  process.stdout.write('${version}\\n');
  return;
}
const { readFileSync } = require('node:fs');
const { pathToFileURL } = require('node:url');
const { Script } = require('node:vm');
const filename = __dirname + '/${file}';
const source = readFileSync(filename, 'utf8');
let cachedData;
try {
  cachedData = readFileSync(filename + '.cache');
} catch {}
const script = new Script(
  '(function (exports, module, require, __url) {' + source + '\\n})',
  { filename, cachedData },
);
const main = { exports: {} };
script.runInThisContext()(main.exports, main, require, pathToFileURL(__filename).href);
exports.script = script;
exports.ended = main.exports.ended;
`;
}

/** Runs `modules` once, so that the cache holds what such a run compiles. */
async function writeCache() {
  const folder = await mkdtemp(join(tmpdir(), 'koupctl-build-'));
  const server = createServer((_, response) => {
    const item = { kind: 'Module', metadata: { name: 'm' }, spec: {} };
    response.end(JSON.stringify({ kind: 'List', metadata: {}, items: [item] }));
  });
  try {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const config = join(folder, 'config');
    await writeFile(config, kubeconfig(`http://127.0.0.1:${server.address().port}`));
    const warm = join(folder, 'warm.mjs');
    const cache = join(folder, 'cache');
    await writeFile(warm, warming(cache));
    const child = spawn(process.execPath, [warm, 'modules', '-A'], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, KUBECONFIG: config },
      stdio: 'ignore',
    });
    await once(child, 'exit');
    await replace(join(dist, `${file}.cache`), await readFile(cache));
  } finally {
    server.close();
    await rm(folder, { recursive: true });
  }
}

function warming(cache) {
  return `import { writeFileSync } from 'node:fs';
import { ended, script } from ${JSON.stringify(pathToFileURL(join(dist, 'main.js')).href)};
await ended;
writeFileSync(${JSON.stringify(cache)}, script.createCachedData());
`;
}

function kubeconfig(server) {
  return JSON.stringify({
    'current-context': 'build',
    clusters: [{ name: 'build', cluster: { server } }],
    users: [{ name: 'build', user: {} }],
    contexts: [{ name: 'build', context: { cluster: 'build', user: 'build' } }],
  });
}

/** What an earlier build made may just be started: only what is old goes. */
async function removeOld() {
  const keepMs = 10 * 60_000;
  const made = new Set([
    'main.js',
    'package.json',
    file,
    `${file}.cache`,
    ...Object.keys(heavy).map(heavyFile),
  ]);
  for (const name of await readdir(dist)) {
    const path = join(dist, name);
    if (!made.has(name) && Date.now() - (await stat(path)).mtimeMs > keepMs) await rm(path);
  }
}
