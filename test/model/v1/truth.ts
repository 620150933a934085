import { v1ModuleOf, v1Spec, type V1OperationStrategy } from '../../../src/modules/v1-view.ts';
import type { KubeObject } from '../../../src/world.ts';
import type { ModelBase } from '../koupleless/base.ts';
import { moduleName } from '../manifest.ts';
import { Truth } from '../truth.ts';
import { group } from './controller.ts';

const revision = `${group}/module-replicaset-revision`;

/** What really is, in V1's world. */
export class V1Truth extends Truth {
  override get deployment(): KubeObject | undefined {
    return this.kube.store.all('moduledeployments')[0];
  }

  /** The ModuleReplicaSet that the controller works on. */
  get newest(): KubeObject | undefined {
    const number = ({ metadata }: KubeObject): number => Number(metadata.labels?.[revision] ?? 0);
    return this.kube.store
      .all('modulereplicasets')
      .sort((a, b) => number(a) - number(b))
      .at(-1);
  }

  /** Bases that list the version in whatever state. */
  listing(of: (version: string) => boolean): ModelBase[] {
    return this.bases.filter((base) =>
      base.bizList.some(({ name, version }) => name === moduleName && of(version)),
    );
  }

  /** One version runs everywhere, in the number that is wanted, and the controller rests. */
  override isSettled(): boolean {
    const { deployment, newest } = this;
    const modules = this.kube.store.all('modules');
    if (deployment === undefined) return modules.length === 0 && this.listing(any).length === 0;
    const { version } = v1ModuleOf(deployment);
    const replicas = v1Spec(deployment).replicas ?? 0;
    const status = deployment['status'] as { releaseStatus?: { progress?: string } } | undefined;
    return (
      status?.releaseStatus?.progress === 'Completed' &&
      deployment.metadata.deletionTimestamp === undefined &&
      v1ModuleOf(newest).version === version &&
      v1Spec(newest).replicas === replicas &&
      modules.length === replicas &&
      modules.every(isAvailable) &&
      this.serving(version).length === replicas &&
      this.listing((other) => other !== version).length === 0
    );
  }
}

function isAvailable(module: KubeObject): boolean {
  const status = module['status'] as { status?: string } | undefined;
  return status?.status === 'Available';
}

function any(): boolean {
  return true;
}

/** The user's operationStrategy as one text; what Go writes for nothing is nothing. */
export function strategyText(strategy: unknown): string {
  return JSON.stringify(bare(strategy) ?? {});
}

function bare(value: unknown): unknown {
  if (value === 0 || value === '' || value === false || value === null) return undefined;
  if (typeof value !== 'object') return value;
  const members = Object.entries(value)
    .map(([key, member]) => [key, bare(member)] as const)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => a.localeCompare(b));
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

export function strategyOf(object: KubeObject): V1OperationStrategy {
  return v1Spec(object).operationStrategy ?? {};
}
