import { until } from '../../bed/until.ts';
import type { SimulatedBase } from '../../bed/simulated-base.ts';
import type { SceneV1, V1Fault } from './scene-v1.ts';

const finished = 'done: biz1 2.0.0 seen active on 2 of 2 bases';
const handsOff = 'koupctl stopped at batch 1 of 2 and touches it no more';
const brief = ['--timeout', '8s', '--no-ask-again'];

/** The base that is asked to install the new version. */
async function newBase(scene: SceneV1): Promise<SimulatedBase> {
  return await until('a base that is asked to install 2.0.0', () =>
    scene.site.bases.find((base) =>
      base.callsOf('installBiz').some((call) => call.body?.['bizVersion'] === '2.0.0'),
    ),
  );
}

/** What breaks in the middle of a rollout of V1. */
export const v1Faults: readonly V1Fault[] = [
  {
    fault: 'V1: kill -9',
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
    fault: 'V1: kill -9 at a pause, and a way back',
    made: 'SIGKILL while a batch boundary waits: the controller is Paused',
    says: ['batch 1/2: healthy'],
    exit: 137,
    goesOn: 'rollback',
    async play(scene) {
      const run = await scene.atBoundary();
      run.child.kill('SIGKILL');
      return { ...(await run.done), code: 137 };
    },
  },
  {
    fault: 'V1: Ctrl-C once',
    made: 'SIGINT while the first batch installs',
    says: ['interrupted: stopped; the rollout stands held at batch 1 of 2', 'next: koupctl deploy'],
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
    fault: 'V1: answers that never come',
    made: 'the connection is reset after every third write was carried out, before its answer',
    says: ['the API server answers again; going on', finished],
    exit: 0,
    goesOn: 'none',
    async play(scene) {
      const { proxy, upgrade } = await scene.proxied();
      proxy.decide = ({ number }) => (number % 3 === 0 ? 'lose' : 'pass');
      return await (
        await upgrade()
      ).done;
    },
  },
  {
    fault: 'V1: a base dies in a batch',
    made: 'the base that the new version is put on refuses all connections',
    says: ['the base is down: ', 'restart the base', "failed: batch 1 of 2 can't become healthy"],
    exit: 5,
    mended: 'the base is back',
    goesOn: 'attach',
    installMs: 1_000,
    async play(scene) {
      // Its controller asks again in ever longer waits: whoever goes on has the usual time.
      const run = await scene.upgrade();
      await (await newBase(scene)).down();
      return await run.done;
    },
    async mend(scene) {
      for (const base of scene.site.bases) await base.up();
    },
  },
  {
    fault: 'V1: the controller dies in a batch',
    made: 'the controller is killed when the first batch is opened',
    alone: true,
    says: ['timed-out: batch 1 of 2 is not healthy after the time-out; it stands held there'],
    exit: 6,
    mended: 'the controller is back',
    goesOn: 'attach',
    async play(scene) {
      const run = await scene.upgrade(...brief);
      await run.saw(/rollout \S+: biz1 2\.0\.0/);
      scene.rig.controller.kill();
      return await run.done;
    },
    async mend(scene) {
      await scene.rig.controller.restart();
      // Its first look is slow on a busy machine; whoever goes on has the recorded time-out only.
      await newBase(scene);
    },
  },
  {
    fault: 'V1: kubectl releases another version meanwhile',
    made: 'kubectl patch of the module while a batch boundary waits',
    says: ['superseded: ModuleDeployment …/biz1: its module was changed to biz1 2.5.0', handsOff],
    exit: 8,
    goesOn: 'rollback',
    async play(scene) {
      const run = await scene.atBoundary();
      const url = 'http://jars.test/biz1-2.5.0-ark-biz.jar';
      await scene.patch({ template: { spec: { module: { version: '2.5.0', url } } } });
      return await run.done;
    },
  },
  {
    fault: 'V1: kubectl edits the operationStrategy meanwhile',
    made: 'kubectl patch of batchCount while a batch boundary waits: the rest would come at once',
    says: ['superseded: ModuleDeployment …/biz1: its operationStrategy was changed', handsOff],
    exit: 8,
    goesOn: 'rollback',
    async play(scene) {
      const run = await scene.atBoundary();
      await scene.patch({ operationStrategy: { batchCount: 1 } });
      return await run.done;
    },
  },
  {
    fault: 'V1: kubectl changes the replicas meanwhile',
    made: 'kubectl patch from 2 to 3 while a batch boundary waits',
    says: ['superseded: ModuleDeployment …/biz1: its replicas were changed from 2 to 3', handsOff],
    exit: 8,
    goesOn: 'rollback',
    async play(scene) {
      const run = await scene.atBoundary();
      await scene.patch({ replicas: 3 });
      return await run.done;
    },
  },
  {
    fault: 'V1: the object is being deleted meanwhile',
    made: 'kubectl delete while a batch boundary waits; its finalizers keep it, for ever',
    says: ['superseded: ModuleDeployment …/biz1: ', handsOff],
    exit: 8,
    mended: '`koupctl offline biz1` ends the deletion',
    goesOn: 'deploy',
    async play(scene) {
      const run = await scene.atBoundary();
      await scene.kubectl('delete', 'moduledeployments.koupleless.io', 'biz1', '--wait=false');
      return await run.done;
    },
    async mend(scene) {
      const { code, stderr } = await scene.run(['offline', 'biz1', '--yes', '--confirm', 'none']);
      if (code !== 0) throw new Error(stderr);
    },
  },
];
