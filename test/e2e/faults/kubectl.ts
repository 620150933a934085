import { expect } from 'vitest';
import type { FaultCase } from './fault-case.ts';

const finished = 'done: biz1 2.0.0 seen active on 2 of 2 bases';
const handsOff = 'koupctl stopped at batch 1 of 2 and touches it no more';

/** kubectl on the same object meanwhile. */
export const kubectlFaults: readonly FaultCase[] = [
  {
    fault: 'kubectl labels and annotates it meanwhile',
    made: 'kubectl label and annotate while a batch boundary waits',
    says: [finished],
    exit: 0,
    goesOn: 'none',
    async play(scene) {
      const run = await scene.atBoundary(undefined, '3s');
      await scene.kubectl('label', 'deployment', 'biz1', 'watched=yes');
      await scene.kubectl('annotate', 'deployment', 'biz1', 'note=here');
      return await run.done;
    },
  },
  {
    fault: 'kubectl edits its template meanwhile',
    made: 'kubectl set env while a batch boundary waits',
    says: ['superseded: Deployment …/biz1: its pod template was changed', handsOff],
    exit: 8,
    goesOn: 'rollback',
    async play(scene) {
      const run = await scene.atBoundary();
      await scene.kubectl('set', 'env', 'deployment/biz1', 'COLOUR=blue');
      return await run.done;
    },
  },
  {
    fault: 'kubectl edits the hold meanwhile',
    made: 'kubectl patch of strategy.rollingUpdate while a batch boundary waits',
    says: [
      'superseded: Deployment …/biz1: its hold (minReadySeconds, strategy) was changed',
      handsOff,
    ],
    exit: 8,
    goesOn: 'rollback',
    async play(scene) {
      const run = await scene.atBoundary();
      const patch = { spec: { strategy: { rollingUpdate: { maxSurge: 2, maxUnavailable: 0 } } } };
      await scene.kubectl('patch', 'deployment', 'biz1', '-p', JSON.stringify(patch));
      return await run.done;
    },
  },
  {
    fault: 'kubectl rollout pause meanwhile',
    made: 'while a batch boundary waits',
    says: ['superseded: Deployment …/biz1: it was paused', handsOff],
    exit: 8,
    mended: 'kubectl rollout resume, as koupctl status says',
    goesOn: 'rollback',
    async play(scene) {
      const run = await scene.atBoundary();
      await scene.kubectl('rollout', 'pause', 'deployment/biz1');
      return await run.done;
    },
    async mend(scene) {
      const { stdout, stderr } = await scene.run(['status', 'biz1']);
      expect(stdout + stderr).toContain('kubectl rollout resume deployment/biz1');
      await scene.kubectl('rollout', 'resume', 'deployment/biz1');
    },
  },
  {
    fault: 'kubectl rollout undo meanwhile',
    made: 'it restores the old template under the hold while a batch boundary waits',
    says: ['superseded: Deployment …/biz1: its pod template was changed', handsOff],
    exit: 8,
    goesOn: 'rollback',
    async play(scene) {
      const run = await scene.atBoundary();
      await scene.kubectl('rollout', 'undo', 'deployment/biz1');
      return await run.done;
    },
  },
  {
    fault: 'a stale record met by kubectl rollout undo',
    made: 'after a rollout that was done kubectl rollout undo brings the revision before back, with the mark of that rollout; then 2.0.0 is deployed again',
    says: [finished],
    exit: 0,
    goesOn: 'none',
    async play(scene) {
      expect((await (await scene.upgrade()).done).code).toBe(0);
      await scene.kubectl('rollout', 'undo', 'deployment/biz1');
      const { metadata } = await scene.deployment();
      expect(metadata.annotations).toHaveProperty(['koupctl.koupleless.io/rollout']);
      return await (
        await scene.upgrade()
      ).done;
    },
  },
  {
    fault: 'the object is deleted and created again',
    made: 'kubectl delete, then kubectl create of the same manifest, while a batch boundary waits',
    says: ['superseded: Deployment …/biz1: it was deleted', handsOff],
    exit: 8,
    goesOn: 'deploy',
    async play(scene) {
      const run = await scene.atBoundary();
      await scene.kubectl('delete', 'deployment', 'biz1');
      await scene.kubectl('create', '-f', scene.fileOf('1.0.0'));
      return await run.done;
    },
  },
];
