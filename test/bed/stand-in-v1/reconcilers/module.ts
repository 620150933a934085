import { addFinalizer, retryAfterMs, timestamp, type Controller } from '../context.ts';
import { bizBody } from '../machinery/arklet-calls.ts';
import type { Key, Result } from '../machinery/work-queue.ts';
import type { Module, ModulePhase } from '../objects.ts';
import { mark, matches } from './base-pod.ts';
import { removeModule } from './module-removal.ts';
import { ownerPod } from './scaling.ts';

/** One step of a Module's life; every step is a status write that brings the next pass. */
export async function reconcileModule(c: Controller, key: Key): Promise<Result> {
  const module = c.api.module(key.namespace, key.name);
  if (module === undefined) return undefined;
  const { label } = c.names;
  const labels = module.metadata.labels ?? {};
  const phase = module.status.status;
  if (phase === '') {
    return advance(c, module, (labels[label.baseIp] ?? '') === '' ? 'Pending' : 'Prepare');
  }
  const asked =
    (labels[label.deleteModule] ?? '') !== '' || (labels[label.deleteModuleDirectly] ?? '') !== '';
  if (asked || module.metadata.deletionTimestamp !== undefined) return removeModule(c, module);
  if (phase === 'Pending') return schedule(c, module);
  if (phase === 'Prepare') return advance(c, module, 'Upgrading');
  if (phase === 'Upgrading') return install(c, module);
  if (phase === 'Completing') return advance(c, module, 'Available');
  return undefined;
}

async function advance(c: Controller, module: Module, phase: ModulePhase): Promise<undefined> {
  module.status = { status: phase, last_transition_time: timestamp(c.clock.now()) };
  await c.api.updateStatus(module);
}

/** A Module without a base takes the first free pod that has an IP. */
async function schedule(c: Controller, module: Module): Promise<Result> {
  const { label } = c.names;
  const labels = (module.metadata.labels ??= {});
  if ((labels[label.baseIp] ?? '') !== '') return advance(c, module, 'Prepare');
  const marker = c.names.marker(module.spec.module.name);
  const [pod] = c.api.informers.pods.list(
    String(module.metadata.namespace),
    (candidate) =>
      matches(module.spec.selector, candidate.metadata.labels) &&
      candidate.metadata.labels?.[marker] === undefined &&
      candidate.metadata.deletionTimestamp === undefined &&
      (candidate.status?.podIP ?? '') !== '',
  );
  if (pod === undefined) {
    return { afterMs: retryAfterMs(module.metadata.creationTimestamp, c) };
  }
  mark(c, pod, module.spec.module.name);
  await c.api.replaceCore(pod, 'pods');
  labels[label.baseIp] = String(pod.status.podIP);
  labels[label.baseName] = pod.metadata.name;
  module.metadata.ownerReferences = [ownerPod(pod)];
  addFinalizer(module, c.names.finalizer.allocatePod);
  await c.api.update(module);
  return undefined;
}

async function install(c: Controller, module: Module): Promise<Result> {
  const { name, version, url } = module.spec.module;
  const ip = module.metadata.labels?.[c.names.label.baseIp] ?? '';
  const answer = await c.arklet('installBiz', ip, bizBody(name, version, url));
  if (answer.code === 'SUCCESS') {
    if (!c.quirks.marksBeforeInstall) await markLate(c, module);
    return advance(c, module, 'Completing');
  }
  const refusal = `install of ${name}:${version} on ${ip}: ${answer.code} ${answer.message}`;
  if (!c.quirks.staysUpgrading) throw new Error(refusal);
  // Nothing is written and nothing comes back to it: the Module is Upgrading from here on.
  c.log(refusal);
  return undefined;
}

async function markLate(c: Controller, module: Module): Promise<void> {
  const name = module.metadata.labels?.[c.names.label.baseName] ?? '';
  const pod = c.api.informers.pods.get(String(module.metadata.namespace), name);
  if (pod === undefined) return;
  mark(c, pod, module.spec.module.name);
  await c.api.replaceCore(pod, 'pods');
}
