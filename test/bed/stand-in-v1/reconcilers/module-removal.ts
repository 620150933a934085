import { removeFinalizer, retryAfterMs, type Controller } from '../context.ts';
import { toJson } from '../go-structs.ts';
import { bizBody } from '../machinery/arklet-calls.ts';
import type { Result } from '../machinery/work-queue.ts';
import type { Module } from '../objects.ts';
import { unmark } from './base-pod.ts';

/**
 * The four ways a Module goes: asked by label (uninstall), asked "directly" (no uninstall), deleted
 * by anyone else (uninstall, and a new Module takes its place), and the last with
 * scaleup_then_scaledown (the new one first).
 */
export async function removeModule(c: Controller, module: Module): Promise<Result> {
  const { label } = c.names;
  const labels = module.metadata.labels ?? {};
  if (module.metadata.deletionTimestamp === undefined) {
    await c.api.delete(module, 'modules');
    return undefined;
  }
  if ((labels[label.deleteModuleDirectly] ?? '') !== '') {
    await release(c, module);
    return undefined;
  }
  if ((labels[label.deleteModule] ?? '') !== '' || !c.quirks.replacesDeletedModules) {
    await uninstall(c, module);
    await release(c, module);
    return undefined;
  }
  if (module.spec.upgradePolicy === 'scaleup_then_scaledown') return replaceFirst(c, module);
  await uninstall(c, module);
  await release(c, module).catch((error: unknown) => {
    c.log(String(error));
  });
  await replacement(c, module);
  return undefined;
}

async function uninstall(c: Controller, module: Module): Promise<void> {
  const ip = module.metadata.labels?.[c.names.label.baseIp] ?? '';
  if (ip === '') return;
  const { name, version } = module.spec.module;
  const answer = await c.arklet('uninstallBiz', ip, bizBody(name, version));
  if (answer.code === 'SUCCESS') return;
  const refusal = `uninstall of ${name}:${version} on ${ip}: ${answer.code} ${answer.message}`;
  // The real code returns the network error, which is nil here: the refusal goes for a success.
  if (!c.quirks.refusedUninstallIsDone) throw new Error(refusal);
  c.log(refusal);
}

/**
 * Lets the object go and takes its marker off the pod. If the pod is gone, or not what the cache has
 * (409), it throws, but only afterwards: the next try finds no Module, and the marker stays.
 */
async function release(c: Controller, module: Module): Promise<void> {
  removeFinalizer(module, c.names.finalizer.allocatePod);
  await c.api.update(module);
  const podName = module.metadata.labels?.[c.names.label.baseName] ?? '';
  if (podName === '') return;
  const pod = c.api.informers.pods.get(String(module.metadata.namespace), podName);
  if (pod === undefined) throw new Error(`Pod "${podName}" not found`);
  unmark(c, pod, module.spec.module.name);
  removeFinalizer(pod, c.names.finalizer.podModule(module.spec.module.name));
  await c.api.replaceCore(pod, 'pods');
}

async function replaceFirst(c: Controller, module: Module): Promise<Result> {
  const labels = (module.metadata.labels ??= {});
  const known = labels[c.names.label.replicatedBy] ?? '';
  if (known === '') {
    labels[c.names.label.replicatedBy] = await replacement(c, module);
    await c.api.update(module);
    return undefined;
  }
  const next = c.api.module(String(module.metadata.namespace), known);
  if (next === undefined) throw new Error(`Module "${known}" not found`);
  if (next.status.status !== 'Available') {
    return { afterMs: retryAfterMs(module.metadata.creationTimestamp, c) };
  }
  await release(c, module);
  return undefined;
}

/** A Module like this one, with the ReplicaSet's present module and no base yet. */
async function replacement(c: Controller, module: Module): Promise<string> {
  const { label } = c.names;
  const namespace = String(module.metadata.namespace);
  const { [label.baseIp]: _ip, [label.baseName]: _name, ...labels } = module.metadata.labels ?? {};
  const owner = labels[label.replicaSet] ?? '';
  const rs = c.api.replicaSet(namespace, owner);
  if (rs === undefined) throw new Error(`ModuleReplicaSet "${owner}" not found`);
  const created = await c.api.create(
    namespace,
    {
      apiVersion: c.names.apiVersion,
      kind: 'Module',
      metadata: { generateName: `${owner}-${labels[label.moduleName]}-`, namespace, labels },
      spec: toJson({
        selector: module.spec.selector,
        module: rs.spec.template.spec.module,
        upgradePolicy: module.spec.upgradePolicy,
      }),
    },
    'modules',
  );
  return created.metadata.name;
}
