import { v1Crds } from '../../bed/stand-in-v1/crds.ts';
import type { ResourceType } from '../../../src/world.ts';
import type { KubeObject } from '../../../src/world.ts';
import { v1ModuleOf, v1Spec } from '../../../src/modules/v1-view.ts';
import { isMarked } from '../../../src/rollout/ownership.ts';
import { emptyCluster, type Kube } from '../kube/kube.ts';
import { Network } from '../koupctl/network.ts';
import type { Run } from '../koupctl/run.ts';
import { ModelBase, randomTraits } from '../koupleless/base.ts';
import { moduleName, workloadName } from '../manifest.ts';
import { checkEnd } from '../outcomes.ts';
import type { Random } from '../random.ts';
import { Stage } from '../stage.ts';
import { BasePods } from './base-pods.ts';
import { group, V1ModelController } from './controller.ts';
import { V1Kubectl } from './kubectl.ts';
import { manifestOf } from './manifest.ts';
import { sayingsOf } from './outcomes.ts';
import type { Setup } from './scenario.ts';
import { strategyOf, strategyText, V1Truth } from './truth.ts';
import { V1Watchdog } from './watchdog.ts';

const types: readonly ResourceType[] = ['ModuleDeployment', 'ModuleReplicaSet', 'Module'].map(
  (kind) => ({
    group,
    version: 'v1alpha1',
    kind,
    plural: `${kind.toLowerCase()}s`,
    namespaced: true,
  }),
);

/** Read once: their YAML takes longer than some seeds. */
const crds = {
  confirmBatchNum: v1Crds({ group, dialect: 'confirmBatchNum' }),
  pause: v1Crds({ group, dialect: 'pause' }),
};

/** V1's world: base pods, ModuleDeployments and the controller of the bed's stand-in. */
export class V1World extends Stage {
  readonly setup: Setup;
  readonly kube: Kube;
  readonly bases: readonly ModelBase[];
  readonly hears: BasePods;
  readonly controller: V1ModelController;
  readonly network: Network;
  readonly kubectl: V1Kubectl;
  readonly truth: V1Truth;
  readonly dog: V1Watchdog;

  constructor(setup: Setup, random: Random, tracing: boolean) {
    super(random, tracing);
    this.setup = setup;
    const { dialect, controllerSlownessMs: slownessMs, actsOnStaleReads } = setup;
    this.kube = emptyCluster(this.time, random.fork(), slownessMs, { types, dialect });
    for (const crd of crds[dialect]) this.kube.store.put('customresourcedefinitions', crd);
    this.bases = this.#makeBases();
    this.hears = new BasePods(this.kube, this.bases);
    this.truth = new V1Truth(this.kube, this.bases);
    this.dog = new V1Watchdog(this.kube, this.truth, setup, () => this.runs);
    if (tracing) this.#traceCluster();
    this.#collectGarbage();
    this.controller = new V1ModelController(
      this.kube,
      this.bases,
      { dialect, actsOnStaleReads, slownessMs },
      {
        tell: (line) => this.tell(line),
        writing: (effect) => this.dog.byController(effect),
        missed: () => this.dog.controllerMissed(),
        ends: () => this.dog.controllerEnds(),
      },
    );
    this.network = new Network(this.time, random.fork());
    this.kubectl = new V1Kubectl(this.kube, workloadName);
  }

  manifestOf(version: string): KubeObject {
    return manifestOf(version, this.setup);
  }

  protected ended(run: Run): void {
    checkEnd(run, this.truth, this.dog, sayingsOf(this.truth, this.dog.due));
  }

  /** What a ModuleDeployment leaves behind that went before it had finalizers. */
  #collectGarbage(): void {
    const { store, api, time } = this.kube;
    store.subscribe((plural, now, before) => {
      if (plural !== 'moduledeployments' || now !== undefined) return;
      time.after(this.kube.reaction(), () => {
        for (const set of store.all('modulereplicasets')) {
          const [owner] = set.metadata.ownerReferences ?? [];
          if (owner?.uid === before?.metadata.uid) api.remove('modulereplicasets', set);
        }
      });
    });
  }

  #makeBases(): ModelBase[] {
    const { bases, activatesNew, keepsFailed } = this.setup;
    return Array.from({ length: bases }, (_, index) => {
      const ip = `10.0.0.${index + 1}`;
      const traits = randomTraits(this.random, { activatesNew, keepsFailed });
      return new ModelBase({ node: `base-${index + 1}`, ip, traits }, this.time, (base) => {
        const list = base.bizList.filter(({ name }) => name === moduleName);
        const text = list.map(({ version, state }) => `${version}=${state}`).join(' ');
        this.tell(() => `  ${base.node} ${base.reach}: ${text}`);
        this.dog.baseChanged();
      });
    });
  }

  #traceCluster(): void {
    this.kube.store.subscribe((plural, now, before) => {
      const { name } = (now ?? before)!.metadata;
      const followed = plural.startsWith('module');
      if (now === undefined) {
        if (followed) this.tell(() => `  ${plural} ${name} is gone`);
      } else if (plural === 'moduledeployments') {
        this.tell(() => `  md ${mdLine(now)}`);
      } else if (plural === 'modulereplicasets') {
        const { replicas = 0 } = v1Spec(now);
        const status = JSON.stringify(now['status'] ?? {});
        this.tell(() => `  set ${name} ${v1ModuleOf(now).version}: ${replicas} ${status}`);
      } else if (plural === 'modules') {
        const { status } = (now['status'] ?? {}) as { status?: string };
        const on = now.metadata.labels?.[`${group}/base-instance-name`] ?? 'no base';
        const leaves = now.metadata.deletionTimestamp ? ' leaves' : '';
        this.tell(() => `  module ${name} on ${on}: ${status ?? ''}${leaves}`);
      } else if (plural === 'configmaps') {
        const { phase, module, outcomes = [] } = this.truth.record ?? {};
        this.tell(
          () => `  record: ${phase ?? ''} ${module?.version ?? ''} ${JSON.stringify(outcomes)}`,
        );
      }
    });
  }
}

function mdLine(md: KubeObject): string {
  const { replicas, confirmBatchNum, pause } = v1Spec(md);
  const { releaseStatus } = (md['status'] ?? {}) as { releaseStatus?: Record<string, unknown> };
  const { progress, batchProgress, currentBatch, realBatchCount } = releaseStatus ?? {};
  const release = [progress, batchProgress, currentBatch, realBatchCount].map(String).join(' ');
  const leaves = md.metadata.deletionTimestamp ? ' leaves' : '';
  return `generation ${md.metadata.generation ?? 0} ${v1ModuleOf(md).version} x${replicas ?? 0} ${strategyText(strategyOf(md))} confirm ${confirmBatchNum ?? '-'} pause ${pause ?? '-'}${isMarked(md) ? ' marked' : ''}${leaves} | ${release}`;
}
