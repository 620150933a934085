import { addFinalizer, type Controller } from '../context.ts';
import { readReplicaSet, toJson } from '../go-structs.ts';
import { Crash } from '../machinery/work-queue.ts';
import type { ModuleDeployment, ModuleReplicaSet } from '../objects.ts';

export function revisionOf(c: Controller, rs: ModuleReplicaSet): number {
  const revision = Number(rs.metadata.labels?.[c.names.label.revision]);
  if (!Number.isInteger(revision)) throw new Error(`${rs.metadata.name} carries no revision`);
  return revision;
}

/** The ReplicaSet with the highest revision; an old one with the same version is never found again. */
export function newestOf(c: Controller, md: ModuleDeployment): ModuleReplicaSet | undefined {
  return replicaSetsOf(c, md).at(-1);
}

function replicaSetsOf(c: Controller, md: ModuleDeployment): ModuleReplicaSet[] {
  const { namespace, name } = md.metadata;
  return c.api
    .replicaSets(String(namespace), c.names.label.deployment, name)
    .sort((a, b) => revisionOf(c, a) - revisionOf(c, b));
}

export async function newReplicaSet(
  c: Controller,
  md: ModuleDeployment,
  revision: number,
): Promise<ModuleReplicaSet> {
  const namespace = String(md.metadata.namespace);
  const base = c.api.base(namespace, md.spec.baseDeploymentName);
  const rs: ModuleReplicaSet = {
    apiVersion: c.names.apiVersion,
    kind: 'ModuleReplicaSet',
    metadata: {
      name: `${md.metadata.name}-replicas-${revision}`,
      namespace,
      labels: labelsFor(c, md, revision),
      ownerReferences: [
        {
          apiVersion: md.apiVersion,
          kind: md.kind,
          name: md.metadata.name,
          uid: String(md.metadata.uid),
          blockOwnerDeletion: true,
          controller: true,
        },
      ],
    },
    spec: {
      selector: base.spec.selector,
      replicas: 0,
      template: md.spec.template,
      operationStrategy: md.spec.operationStrategy,
      schedulingStrategy: md.spec.schedulingStrategy,
      minReadySeconds: md.spec.minReadySeconds,
    },
    status: { replicas: 0, currentReplicas: 0, availableReplicas: 0 },
  };
  addFinalizer(rs, c.names.finalizer.moduleExisted);
  const created = await c.api.create(
    namespace,
    { ...rs, spec: toJson(rs.spec), status: {} },
    'modulereplicasets',
  );
  return readReplicaSet(created);
}

function labelsFor(c: Controller, md: ModuleDeployment, revision: number) {
  if (md.metadata.labels === undefined && c.quirks.crashesWithoutLabels) {
    throw new Crash('panic: assignment to entry in nil map');
  }
  const { label } = c.names;
  return {
    ...md.metadata.labels,
    [label.moduleName]: md.spec.template.spec.module.name,
    [label.deployment]: md.metadata.name,
    [label.strategy]: md.spec.schedulingStrategy.schedulingPolicy,
    [label.baseDeployment]: md.spec.baseDeploymentName,
    [label.revision]: String(revision),
  };
}

/** What revisionHistoryLimit asks for, where the quirk of ignoring it is off. */
export async function dropOldReplicaSets(c: Controller, md: ModuleDeployment): Promise<void> {
  const old = replicaSetsOf(c, md).slice(0, -1);
  const spare = old.length - md.spec.revisionHistoryLimit;
  const empty = old.filter((rs) => rs.spec.replicas === 0 && rs.status.currentReplicas === 0);
  for (const rs of empty.slice(0, Math.max(0, spare))) await c.api.delete(rs, 'modulereplicasets');
}
