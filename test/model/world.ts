import type { KubeObject } from '../../src/world.ts';
import { DeploymentController } from './kube/deployment-controller.ts';
import { GarbageCollector } from './kube/garbage-collector.ts';
import { emptyCluster, type Kube } from './kube/kube.ts';
import { Kubectl } from './kube/kubectl.ts';
import { ReplicaSetController } from './kube/replica-set-controller.ts';
import { Scheduler } from './kube/scheduler.ts';
import { Network } from './koupctl/network.ts';
import type { Run } from './koupctl/run.ts';
import { ModelBase, randomTraits } from './koupleless/base.ts';
import { V2Controller } from './koupleless/controller.ts';
import { manifestOf, moduleName, workloadName } from './manifest.ts';
import { checkEnd } from './outcomes.ts';
import type { Random } from './random.ts';
import type { Setup } from './scenario.ts';
import { Stage } from './stage.ts';
import { hashOf, held, holdOf, marked, specOf, Truth, versionIn } from './truth.ts';
import { Watchdog } from './watchdog.ts';

/** A cluster with bases, people and their koupctls, in a time of its own. */
export class ModelWorld extends Stage {
  readonly setup: Setup;
  readonly kube: Kube;
  readonly bases: readonly ModelBase[];
  readonly controller: V2Controller;
  readonly network: Network;
  readonly kubectl: Kubectl;
  readonly truth: Truth;
  readonly dog: Watchdog;

  constructor(setup: Setup, random: Random, tracing: boolean) {
    super(random, tracing);
    this.setup = setup;
    this.kube = emptyCluster(this.time, random.fork(), setup.controllerSlownessMs);
    this.bases = this.#makeBases();
    this.truth = new Truth(this.kube, this.bases);
    this.dog = new Watchdog(this.kube, this.truth);
    new DeploymentController(this.kube);
    new ReplicaSetController(this.kube);
    new Scheduler(this.kube);
    new GarbageCollector(this.kube);
    this.controller = new V2Controller(this.kube, this.bases);
    this.network = new Network(this.time, random.fork());
    this.kubectl = new Kubectl(this.kube, workloadName);
    if (tracing) this.#traceCluster();
  }

  get hears(): V2Controller {
    return this.controller;
  }

  manifestOf(version: string): KubeObject {
    return manifestOf(version, this.setup);
  }

  protected ended(run: Run): void {
    checkEnd(run, this.truth, this.dog);
  }

  #makeBases(): ModelBase[] {
    const { bases, activatesNew, keepsFailed } = this.setup;
    return Array.from({ length: bases }, (_, index) => {
      const ip = `10.0.0.${index + 1}`;
      const traits = randomTraits(this.random, { activatesNew, keepsFailed });
      return new ModelBase({ node: `vnode.${ip}.dev`, ip, traits }, this.time, (base) => {
        const list = base.bizList.filter(({ name }) => name === moduleName);
        this.tell(() => `  ${base.node} ${base.reach}: ${list.map(shortBiz).join(' ')}`);
        this.dog.baseChanged();
      });
    });
  }

  #traceCluster(): void {
    this.kube.store.subscribe((plural, now, before) => {
      const { name } = (now ?? before)!.metadata;
      if (now === undefined) this.tell(() => `  ${plural} ${name} is gone`);
      else if (plural === 'deployments') this.tell(() => `  deployment ${deploymentLine(now)}`);
      else if (plural === 'replicasets') {
        if (now['spec'] === before?.['spec']) return;
        const { replicas, template } = specOf(now);
        this.tell(() => `  replicaset ${name} ${versionIn(template)}: ${replicas}`);
      } else if (plural === 'configmaps') {
        const { phase, module, outcomes = [] } = this.truth.record ?? {};
        this.tell(
          () => `  record: ${phase ?? ''} ${module?.version ?? ''} ${JSON.stringify(outcomes)}`,
        );
      } else if (plural === 'pods' && now['spec'] !== before?.['spec']) {
        this.tell(() => `  pod ${name} on ${String((now['spec'] as any).nodeName ?? 'no node')}`);
      } else if (
        plural === 'pods' &&
        now.metadata.deletionTimestamp &&
        !before?.metadata.deletionTimestamp
      ) {
        this.tell(() => `  pod ${name} leaves`);
      }
    });
  }
}

function shortBiz({ version, state }: { version: string; state: string }): string {
  return `${version}=${state}`;
}

function deploymentLine(now: Parameters<typeof hashOf>[0]): string {
  const { replicas, paused, template, strategy, minReadySeconds = 0 } = specOf(now);
  const hold = held(now) ? `held ${JSON.stringify(holdOf(now))}` : JSON.stringify(strategy);
  const flags = `${paused === true ? ' paused' : ''}${marked(now) ? ' marked' : ''}`;
  const status = now['status'] as { observedGeneration?: number } | undefined;
  return `generation ${now.metadata.generation ?? 0} (${status?.observedGeneration ?? 0}) ${versionIn(template)} x${replicas} ${hold} ${minReadySeconds}${flags}`;
}
