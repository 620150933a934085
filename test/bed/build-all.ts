import { ensureAssets } from './control-plane.ts';
import { ensureEtcdutl } from './etcdutl.ts';
import { buildJava } from './java-build.ts';
import { ensurePtyRunner } from './pty.ts';

/** Builds everything the bed needs into its cache, so that no test waits for it. */
const log = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

// One after another: each build uses all cores.
await ensureAssets(log);
await ensurePtyRunner(log);
await ensureEtcdutl(log);
await buildJava(log);
