import { spawn } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import { runInPty } from '../../bed/pty.ts';
import { until } from '../../bed/until.ts';
import { launcher, type Result } from '../koupctl.ts';
import type { FaultCase } from './fault-case.ts';
import { after, type Scene } from './scene.ts';

const finished = 'done: biz1 2.0.0 seen active on 2 of 2 bases';
const heldAt1 = 'interrupted: stopped; the rollout stands held at batch 1 of 2';

/** The upgrade with its output somewhere else than with the test; what is collected is given. */
async function upgradeInto(
  scene: Scene,
  stdio: { stdout: 'full' | 'closed' | 'kept'; stderr: 'full' | 'kept' },
  ...more: string[]
): Promise<Result> {
  const full = openSync('/dev/full', 'w');
  const args = [launcher, ...(await scene.deployArgs(after, ...more))];
  const child = spawn(process.execPath, args, {
    env: {
      PATH: process.env['PATH'],
      HOME: '/nonexistent',
      KUBECONFIG: scene.plane.kubeconfigPath,
      KOUPCTL_NAMESPACE: scene.namespace,
    },
    stdio: [
      'ignore',
      stdio.stdout === 'full' ? full : 'pipe',
      stdio.stderr === 'full' ? full : 'pipe',
    ],
  });
  closeSync(full);
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => (said[name] += text));
  }
  if (stdio.stdout === 'closed') child.stdout?.destroy();
  return await new Promise((resolve) => {
    child.once('close', (code) => resolve({ code, ...said }));
  });
}

/** What people and programs do around koupctl. */
export const peopleFaults: readonly FaultCase[] = [
  {
    fault: 'Ctrl-C once',
    made: 'SIGINT while the first batch installs',
    says: [
      heldAt1,
      'bases of this batch may still be installing',
      'next: koupctl deploy -f … --batch-size 1',
    ],
    exit: 130,
    goesOn: 'attach',
    async play(scene) {
      const run = await scene.upgrade();
      await run.saw(/batch 1\/2: opened/);
      run.child.kill('SIGINT');
      return await run.done;
    },
  },
  {
    fault: 'Ctrl-C twice',
    made: 'SIGINT while the API server takes a request and never answers, then another',
    says: ['batch 1/2: healthy'],
    exit: 130,
    goesOn: 'attach',
    async play(scene) {
      const { proxy, koupctl } = await scene.proxied();
      const run = await scene.atBoundary(koupctl, '10s');
      let asked = false;
      const hang = () => {
        asked = true;
        return 'hang' as const;
      };
      proxy.decide = hang;
      proxy.decideRead = hang;
      await until('a request that hangs', () => asked);
      run.child.kill('SIGINT');
      // Its own answer to the first one can't be seen: it waits for the server.
      const again = setInterval(() => run.child.kill('SIGINT'), 100);
      const end = await run.done;
      clearInterval(again);
      return end;
    },
  },
  {
    fault: 'SIGTERM',
    made: 'a CI job is cancelled at a batch boundary',
    says: ['terminated: stopped; the rollout stands held at batch 1 of 2', 'next: koupctl deploy'],
    exit: 143,
    goesOn: 'attach',
    async play(scene) {
      const run = await scene.atBoundary(undefined, '10s');
      run.child.kill('SIGTERM');
      return await run.done;
    },
  },
  {
    fault: 'the terminal is closed',
    made: 'the window that it runs in is closed at a batch boundary (SIGHUP, and nobody reads)',
    says: ['Batch 1 is healthy'],
    exit: 130,
    goesOn: 'attach',
    async play(scene) {
      const args = await scene.deployArgs(after, '--confirm', 'each');
      const run = await runInPty(process.execPath, [launcher, ...args], {
        cols: 120,
        rows: 40,
        env: {
          PATH: process.env['PATH'],
          HOME: '/nonexistent',
          TERM: 'xterm-256color',
          KUBECONFIG: scene.plane.kubeconfigPath,
          KOUPCTL_NAMESPACE: scene.namespace,
        },
      });
      await run.waitFor(/Batch 1 is healthy/, 60_000);
      run.hangUp();
      const code = await run.exited;
      return { code, stdout: run.output, stderr: '' };
    },
  },
  {
    fault: 'kill -9',
    made: 'SIGKILL when the second batch was opened',
    says: ['batch 2/2: opened'],
    exit: 137,
    goesOn: 'attach',
    async play(scene) {
      const run = await scene.upgrade();
      await run.saw(/batch 2\/2: opened/);
      run.child.kill('SIGKILL');
      return { ...(await run.done), code: 137 };
    },
  },
  {
    fault: 'disk full, results',
    made: 'stdout is /dev/full, with -o json',
    says: [finished, 'error: the results could not be written: ENOSPC'],
    exit: 1,
    goesOn: 'none',
    play: (scene) => upgradeInto(scene, { stdout: 'full', stderr: 'kept' }, '-o', 'json'),
  },
  {
    fault: 'disk full, events',
    made: 'stdout is /dev/full, with --output-events',
    says: ['error: the results could not be written: ENOSPC'],
    exit: 1,
    goesOn: 'none',
    play: (scene) => upgradeInto(scene, { stdout: 'full', stderr: 'kept' }, '--output-events'),
  },
  {
    fault: 'disk full, progress',
    made: 'stderr is /dev/full, with -o json',
    says: ['"outcome": "done"'],
    exit: 0,
    goesOn: 'none',
    play: (scene) => upgradeInto(scene, { stdout: 'kept', stderr: 'full' }, '-o', 'json'),
  },
  {
    fault: 'closed stdout',
    made: 'nobody reads stdout any more (… | head -1), with --output-events',
    says: [],
    exit: 0,
    goesOn: 'none',
    play: (scene) => upgradeInto(scene, { stdout: 'closed', stderr: 'kept' }, '--output-events'),
  },
];
