/** Bundles src/main.ts into dist/, so that start-up reads few files; heavy rooms stay chunks of their own. */
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const dist = fileURLToPath(new URL('dist', import.meta.url));
const { metafile } = await build({
  entryPoints: [fileURLToPath(new URL('src/main.ts', import.meta.url))],
  outdir: dist,
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  chunkNames: '[name]-[hash]',
  sourcemap: true,
  metafile: true,
  logLevel: 'warning',
  // Packages in CommonJS ask for Node's own modules by require.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
});

// Chunks of earlier builds may still be loaded by a koupctl that runs: only old ones go.
const keepMs = 10 * 60_000;
const made = new Set(Object.keys(metafile.outputs).map((path) => basename(path)));
for (const name of await readdir(dist)) {
  const path = join(dist, name);
  if (!made.has(name) && Date.now() - (await stat(path)).mtimeMs > keepMs) await rm(path);
}
