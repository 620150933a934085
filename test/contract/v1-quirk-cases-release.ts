import { paths } from '../bed/kube.ts';
import { toVersion } from '../bed/v1-bench.ts';
import type { V1View } from '../bed/v1-view.ts';
import {
  allPlaced,
  deploy,
  deployed,
  refuse,
  settle,
  stage,
  twoBatches,
  type QuirkCase,
} from './v1-quirk-case.ts';

const firstBatch = (view: V1View) => view.phase() === 'Paused 1 Completed';

/** What "Completed", "Paused" and a confirmation mean. */
export const MEANING: QuirkCase[] = [
  {
    quirk: 'completesAtOpening',
    bases: 1,
    observe: async (site) => {
      refuse(site, 'installBiz');
      await deploy(site);
      await site.view.until('the refusal', (view) => view.inPhase('Upgrading') === 1);
      return () => site.view.release().progress;
    },
    real: 'Completed',
    off: 'Executing',
  },
  {
    quirk: 'pausesAtOpening',
    bases: 2,
    observe: async (site) => {
      refuse(site, 'installBiz');
      await deploy(site, { replicas: 2, strategy: twoBatches });
      await site.view.until('the refusal', (view) => view.inPhase('Upgrading') === 1);
      return () => site.view.release().progress;
    },
    real: 'Paused',
    off: 'WaitingForConfirmation',
  },
  {
    quirk: 'pausedIgnoresSpec',
    bases: 4,
    observe: async (site) => {
      await deploy(site, { replicas: 2, strategy: twoBatches });
      await site.view.until('batch 1', firstBatch);
      await site.patch('stock', toVersion('2.0.0'));
      return () => site.view.replicaSets.length;
    },
    real: 1,
    off: 2,
  },
  {
    quirk: 'oldReplicaSetEndsBatch',
    bases: 3,
    observe: async (site) => {
      await deployed(site, 2);
      refuse(site, 'installBiz');
      await site.patch('stock', toVersion('2.0.0'));
      await site.view.until('the refusal', (view) => view.inPhase('Upgrading') === 1);
      await site.view.until('the old one gone', (view) => view.modules.length === 2);
      return () => site.view.release().batchProgress;
    },
    real: 'Completed',
    off: 'Executing',
  },
  {
    quirk: 'exactConfirm',
    bases: 3,
    observe: async (site) => {
      await deploy(site, { replicas: 3, strategy: { needConfirm: true, batchCount: 3 } });
      await site.view.until('batch 1', firstBatch);
      await site.confirm('stock', 2);
      return () => stage(site);
    },
    real: 'Paused 1',
    off: 'Completed 3',
  },
  {
    quirk: 'keepsStaleConfirm',
    bases: 4,
    observe: async (site) => {
      await deploy(site, { replicas: 2, strategy: twoBatches });
      await site.view.until('batch 1', firstBatch);
      const { spec } = toVersion('2.0.0') as { spec: object };
      await site.patch('stock', { spec: { ...spec, confirmBatchNum: 1 } });
      await site.view.until('the new release', (view) => view.replicaSets.length === 2);
      return () => stage(site);
    },
    real: 'Completed 2',
    off: 'Paused 1',
  },
  {
    quirk: 'resetsConfirm',
    bases: 2,
    observe: async (site) => {
      await deploy(site, { replicas: 2, strategy: twoBatches });
      await site.view.until('batch 1', firstBatch);
      await site.confirm('stock', 1);
      await site.view.until('the end', (view) => allPlaced(view, 2));
      return () => site.view.deployment()?.spec.confirmBatchNum;
    },
    real: 0,
    off: 1,
  },
  {
    quirk: 'grayStallsWithoutConfirm',
    bases: 2,
    observe: async (site) => {
      const strategy = { batchCount: 2, grayTimeBetweenBatchSeconds: 10 };
      await deploy(site, { replicas: 2, strategy });
      await site.view.until('batch 1', (view) => view.release().batchProgress === 'Completed');
      return () => stage(site);
    },
    real: 'Paused 1',
    off: 'Completed 2',
  },
  {
    quirk: 'neverCountsUnconfirmedBatches',
    bases: 6,
    observe: async (site) => {
      await deploy(site, { replicas: 5, strategy: { batchCount: 3 } });
      await site.view.until('more than asked', (view) => (view.newest?.spec.replicas ?? 0) >= 5);
      return () => ({ stage: stage(site), running: site.running('stock:1.0.0') });
    },
    real: { stage: 'Executing 1', running: 6 },
    off: { stage: 'Completed 3', running: 5 },
  },
  {
    quirk: 'betaAddsBatch',
    bases: 4,
    observe: async (site) => {
      await deploy(site, { replicas: 4, strategy: { batchCount: 2, useBeta: true } });
      await site.view.until('the beta', firstBatch);
      return () => site.view.release().realBatchCount;
    },
    real: 3,
    off: 2,
  },
];

/** What is written, and what never is. */
export const WRITING: QuirkCase[] = [
  {
    quirk: 'appendsConditions',
    bases: 2,
    observe: async (site) => {
      const count = () => site.view.deployment()?.status.conditions.length as number;
      await deployed(site, 1);
      const first = count();
      for (const replicas of [2, 1, 2, 1, 2]) {
        await site.patch('stock', { spec: { replicas } });
        await site.view.until(`${replicas} replicas`, (view) => allPlaced(view, replicas));
      }
      return () => [first, count()];
    },
    real: [2, 10],
    off: [2, 2],
  },
  {
    quirk: 'neverWritesCounters',
    bases: 1,
    observe: async (site) => {
      await deployed(site, 1);
      return () => {
        const { availableReplicas, observedGeneration } = site.view.deployment()?.status ?? {};
        return { availableReplicas, observed: observedGeneration !== undefined };
      };
    },
    real: { availableReplicas: undefined, observed: false },
    off: { availableReplicas: 1, observed: true },
  },
  {
    quirk: 'overwritesPeerReplicas',
    bases: 2,
    observe: async (site) => {
      await deploy(site, { replicas: -1 });
      await site.view.until('both bases', (view) => allPlaced(view, 2));
      return () => site.view.deployment()?.spec.replicas;
    },
    real: 2,
    off: -1,
  },
  {
    quirk: 'keepsEveryReplicaSet',
    bases: 2,
    observe: async (site) => {
      await deploy(site, { spec: { revisionHistoryLimit: 1 } });
      for (const version of ['1.0.0', '2.0.0', '3.0.0']) {
        await site.patch('stock', toVersion(version));
        await site.view.until(version, (view) => {
          const newest = view.newest?.spec.template.spec.module.version;
          return newest === version && allPlaced(view, 1) && view.modules.length === 1;
        });
      }
      await settle(site);
      // One more pass, which any write brings.
      await site.patch('stock', { metadata: { annotations: { look: 'again' } } });
      return () => site.view.replicaSets.length;
    },
    real: 3,
    off: 2,
  },
  {
    quirk: 'ignoresUrlChange',
    bases: 1,
    observe: async (site) => {
      await deployed(site, 1);
      await site.patch('stock', toVersion('1.0.0', 'rebuilt/stock-1.0.0-ark-biz.jar'));
      await site.view.until('the new url', (view) =>
        String(view.newest?.spec.template.spec.module.url).includes('rebuilt'),
      );
      return () => site.bases[0]?.callsOf('installBiz').length;
    },
    real: 1,
    off: 2,
  },
  {
    quirk: 'createsServiceOnce',
    bases: 1,
    observe: async (site) => {
      await deployed(site, 1);
      const serviceStrategy = { enableModuleService: true, port: 80, targetPort: 8080 };
      await site.patch('stock', { spec: { operationStrategy: { serviceStrategy } } });
      const path = paths.service(site.namespace, 'stock-service');
      return async () => (await site.kube.getOrUndefined(path)) !== undefined;
    },
    real: false,
    off: true,
  },
];
