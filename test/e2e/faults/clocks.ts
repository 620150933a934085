import { paths, type KubeObj } from '../../bed/kube.ts';
import type { FaultCase } from './fault-case.ts';
import type { Scene } from './scene.ts';

const finished = 'done: biz1 2.0.0 seen active on 2 of 2 bases';

/** koupctl with a clock that is off by so many days. */
function wrongBy(days: number, jumps = false): NodeJS.ProcessEnv {
  return {
    NODE_OPTIONS: `--import=${new URL('./wrong-clock.js', import.meta.url).href}`,
    KOUPCTL_TEST_CLOCK_MS: String(days * 86_400_000),
    ...(jumps ? { KOUPCTL_TEST_CLOCK_JUMPS: 'yes' } : {}),
  };
}

/** Another operator's Lease, stamped by a clock that is a day ahead. */
async function leaseOfTomorrow(scene: Scene): Promise<string> {
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().replace('Z', '000Z');
  await scene.plane.kube.mergePatch(paths.lease(scene.namespace, 'koupctl.deployment.biz1'), {
    spec: { holderIdentity: 'eve@elsewhere/7', acquireTime: tomorrow, renewTime: tomorrow },
  });
  return tomorrow;
}

/** Clocks that are wrong. */
export const clockFaults: readonly FaultCase[] = [
  {
    fault: 'this machine’s clock a day ahead',
    made: 'the process has a Date that is a day ahead; new pods have to wait for the old ones to leave',
    says: ["warning: this machine's clock is 24 h ahead of the API server's", finished],
    exit: 0,
    goesOn: 'none',
    manifest: exclusive,
    play: async (scene) => await (await scene.upgradeWith(wrongBy(1))).done,
  },
  {
    fault: 'this machine’s clock a day behind, killed',
    made: 'the process has a Date that is a day behind; SIGKILL in the first batch',
    says: ["warning: this machine's clock is 24 h behind the API server's"],
    exit: 137,
    goesOn: 'attach',
    async play(scene) {
      const run = await scene.upgradeWith(wrongBy(-1));
      await run.saw(/batch 1\/2: opened/);
      run.child.kill('SIGKILL');
      return { ...(await run.done), code: 137 };
    },
  },
  {
    fault: 'somebody sets the clock midway',
    made: 'the Date jumps a day ahead in the first batch',
    says: [finished],
    exit: 0,
    goesOn: 'none',
    async play(scene) {
      const run = await scene.upgradeWith(wrongBy(1, true));
      await run.saw(/batch 1\/2: opened/);
      run.child.kill('SIGUSR2');
      return await run.done;
    },
  },
  {
    fault: 'another operator’s clock is a day ahead, and he is gone',
    made: 'a Lease of tomorrow that nobody renews',
    says: [
      'held by eve@elsewhere/7: looking whether it is still alive',
      'taken over from eve@elsewhere/7',
      finished,
    ],
    exit: 0,
    goesOn: 'none',
    async play(scene) {
      await leaseOfTomorrow(scene);
      return await (
        await scene.upgrade()
      ).done;
    },
  },
  {
    fault: 'another operator’s clock is a day behind, and he is at it',
    made: 'a Lease of yesterday that is renewed all the time',
    says: ['error: eve@elsewhere/7 is at it'],
    exit: 4,
    mended: 'the other one lets go of it',
    goesOn: 'deploy',
    async play(scene) {
      await leaseOfTomorrow(scene);
      const path = paths.lease(scene.namespace, 'koupctl.deployment.biz1');
      const run = await scene.upgrade();
      await run.saw(/looking whether it is still alive/);
      const renewTime = new Date(Date.now() - 86_400_000).toISOString().replace('Z', '000Z');
      await scene.plane.kube.mergePatch(path, { spec: { renewTime } });
      return await run.done;
    },
    async mend(scene) {
      const path = paths.lease(scene.namespace, 'koupctl.deployment.biz1');
      await scene.plane.kube.mergePatch(path, { spec: { holderIdentity: '' } });
    },
  },
];

/** One version per base: a new pod waits until the old one has left. */
function exclusive({ spec }: KubeObj): void {
  const { podAntiAffinity } = spec.template.spec.affinity;
  const [term] = podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution;
  delete term.labelSelector.matchLabels['module.koupleless.io/version'];
}
