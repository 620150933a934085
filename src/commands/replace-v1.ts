import { faultOf } from '../messages/fault-of.ts';
import * as labels from '../modules/labels.ts';
import { labelOf } from '../plan/operate-plan.ts';
import type { ReplaceFacts } from '../plan/plan-replace.ts';
import { deletesBases, type V1Reading } from '../plan/scale-v1.ts';
import type { V1Module } from '../modules/v1-view.ts';
import { rolloutManager, type Ports } from '../rollout/context.ts';
import { putOps } from '../rollout/metadata-ops.ts';
import { InPlaceReplacement } from '../rollout/replace-in-place.ts';
import { ModuleReplacement } from '../rollout/replace-v1.ts';
import type { KubeObject } from '../world.ts';
import type { ReplaceDoors } from './replace-find.ts';
import { answering } from './replace-v2.ts';
import type { PreparedReplace, ReplaceInput } from './replace.ts';
import { readingV1 } from './scale-v1.ts';

const lookAgain = 'koupctl.koupleless.io/look-again';

/** Reads what the replacement of a V1 Module is planned from. */
export async function prepareModuleReplacement(
  doors: ReplaceDoors,
  raw: KubeObject,
  input: ReplaceInput,
): Promise<PreparedReplace> {
  const { cluster, surface } = doors;
  const v1 = surface.v1;
  if (v1 === undefined) throw new Error('a Module without V1');
  const { namespace = 'default', name } = raw.metadata;
  const workload = raw.metadata.labels?.[labels.v1Labels(v1.group).moduleDeployment] ?? '';
  const live = await cluster.get({ type: v1.moduleDeployment, namespace, name: workload });
  if (live === undefined) {
    throw faultOf(({ commands }) => commands.strayModule(`${namespace}/${name}`));
  }
  const { reading, target } = await readingV1({ cluster, surface: v1, live, ask: undefined });
  const module = [...reading.view.current, ...reading.view.former].find((one) => one.name === name);
  const base = module?.base === undefined ? undefined : reading.view.bases.get(module.base);
  if (module === undefined || base === undefined) {
    throw faultOf(({ commands }) =>
      commands.moduleWithoutBase(`${namespace}/${name}`, workload, namespace),
    );
  }
  const watch = await answering(doors, base);
  const facts: ReplaceFacts = {
    target: cluster.target,
    world: 'v1',
    live,
    module: module.module,
    base,
    modules: [module.module],
    object: `Module ${namespace}/${name}`,
    listed: [{ module: module.module, state: watch.stateOn(base.id, module.module) }],
    ...placement(reading, module),
    apart: true,
    graceSeconds: undefined,
    forbidden: undefined,
    open: reading.open,
    inPlace: input.inPlace,
  };
  const given = module.state !== 'Available';
  return {
    facts,
    stairs: (ports) =>
      input.inPlace
        ? new InPlaceReplacement(
            ports,
            base,
            [module.module],
            given ? () => nudge(ports, { ...target.surface.module }, namespace, module) : undefined,
          )
        : new ModuleReplacement(ports, target, module, base),
  };
}

/** The new Module goes to any base pod without the marker that has an address; the controller looks at nothing else. */
function placement(
  { view, live }: V1Reading,
  module: V1Module,
): Pick<ReplaceFacts, 'elsewhere' | 'notRemade'> {
  const elsewhere = view.free.filter((one) => view.bases.has(one.name)).map((one) => one.name);
  const revision = view.revisions.find((one) => one.name === module.revision);
  if (live.metadata.deletionTimestamp !== undefined) {
    return { elsewhere, notRemade: ({ operations }) => operations.deletedItself(labelOf(live)) };
  }
  const first = revision?.upgradePolicy === deletesBases && elsewhere.length === 0;
  if (!first) return { elsewhere, notRemade: undefined };
  return { elsewhere, notRemade: ({ operations }) => operations.newOneFirst(deletesBases) };
}

/** A Module whose install was once refused is looked at again when its object changes. */
async function nudge(
  ports: Ports,
  type: KubeType,
  namespace: string,
  { name, uid }: V1Module,
): Promise<void> {
  const ref = { type, namespace, name };
  const live = await ports.cluster.get(ref);
  if (live?.metadata.uid !== uid) return;
  const ops = putOps(live, 'annotations', lookAgain, String(ports.clock.now()));
  const same = { op: 'test', path: '/metadata/uid', value: uid } as const;
  await ports.cluster.patch(ref, [same, ...ops], { manager: rolloutManager });
}

type KubeType = Parameters<Ports['cluster']['get']>[0]['type'];
