import { Conflict } from '../../conflict.ts';
import { said } from '../../messages/said-of.ts';
import { modulePodOf, type ModulePod } from '../../modules/module-pod.ts';
import { asWorkload, podFrom } from '../../modules/workload-template.ts';
import { rolloutAnnotation } from '../../modules/labels.ts';
import type { JsonPatchOp, KubeObject } from '../../world.ts';
import { modulesOfTemplate } from '../../modules/module-pod.ts';
import type { Text } from '../../said.ts';
import { silenceGraceMs } from '../assess.ts';
import { intentManager, Superseded } from '../context.ts';
import { dropOps, putOps } from '../metadata-ops.ts';
import { isMarkedBy, markedMetadata, rolloutMark } from '../ownership.ts';
import { recordedWorkload } from '../record-life.ts';
import { watchOf } from '../rolling.ts';
import { canonical } from '../template-hash.ts';
import type { Revisioning } from './revisioned-state.ts';

/** How long past its grace period a pod that leaves is nothing to wonder at, ms. */
const lateMs = 15_000;

/** What a bare Pod is to become, and what it is until then. */
export interface Swap {
  readonly from: unknown;
  readonly to: unknown;
  /** Of `to`, as records know it. */
  readonly hash: string;
  /** The base that the pod before was on, where that is known. */
  readonly base: string | undefined;
  /** Of the pod that the rollout found; besides it only those may go that it made itself. */
  readonly uid: string | undefined;
  readonly why: string;
  /** Makes the pod go; resolves to why it does not. */
  readonly takeAway: (pod: ModulePod) => Promise<Text | undefined>;
}

/** Whether labels and annotations alone differ: they can be patched. */
function isRelabelled({ from, to }: Swap): boolean {
  const specIn = (template: unknown): unknown => (template as { spec?: unknown } | undefined)?.spec;
  return canonical(specIn(from)) === canonical(specIn(to));
}

/**
 * One step towards the pod of the new template, by what is there now: patch its labels, or evict
 * the old one, wait until it has left its base, create the next. Whoever calls it after a kill goes
 * on where that stopped. Resolves to what it waits for; undefined when the pod is there.
 */
export async function swapStep(state: Revisioning, swap: Swap): Promise<Text | undefined> {
  const { workload, assignment } = state;
  const live = await workload.read();
  if (live === undefined) {
    const still = await whatIsLeft(state, swap);
    if (still === undefined) await createPod(state, swap);
    return still;
  }
  workload.adopt(asWorkload(live));
  if (isGoal(live, assignment.id, swap.hash)) return undefined;
  const pod = modulePodOf(live);
  if (pod.terminating) return leaving(pod, state.ports.clock.now());
  if (live.metadata.uid !== swap.uid && !isMarkedBy(live, assignment.id)) {
    const { label } = workload;
    throw new Superseded(said(({ changedObject }) => changedObject.createdAnewBySomebody(label)));
  }
  if (isRelabelled(swap)) {
    await patchPod(state, swap, live);
    return undefined;
  }
  return (await swap.takeAway(pod)) ?? said(({ open }) => open.podLeaving(pod.name));
}

function leaving({ name, goneBy }: ModulePod, now: number): Text {
  const late = now >= (goneBy ?? now) + lateMs;
  return said(({ open }) => (late ? open.podLate(name) : open.podLeaving(name)));
}

/** Whether it is the pod of this template that this rollout made. */
export function isGoal(pod: KubeObject, id: string, hash: string): boolean {
  return pod.metadata.annotations?.[rolloutAnnotation] === rolloutMark(id, hash);
}

/** What its base still has of the module before; undefined where nothing, or where it can't tell. */
async function whatIsLeft(
  state: Revisioning,
  { from, base: name = '' }: Swap,
): Promise<Text | undefined> {
  if (state.assignment.plan.proof === 'kubernetes') return undefined;
  const watch = watchOf(state);
  const base = watch.view().bases.get(name);
  if (base === undefined) return undefined;
  await watch.bases.refresh([base]);
  const answer = watch.bases.answer(base.id);
  if (answer?.ok !== true) {
    const since = watch.bases.silentSince(base.id);
    const long = since !== undefined && state.ports.clock.now() - since >= silenceGraceMs;
    return long ? undefined : said(({ open }) => open.goneUnknown(base.name));
  }
  const left = modulesOfTemplate(from).filter(
    (module) => watch.bases.stateOn(base.id, module) !== undefined,
  );
  const [first] = left;
  return first && said(({ open }) => open.leftOn(base.name, `${first.name}:${first.version}`));
}

async function createPod(state: Revisioning, swap: Swap): Promise<void> {
  const { workload, ports, assignment, store } = state;
  const pod = podFrom(swap.to, workload.ref);
  const marked = {
    ...pod,
    metadata: markedMetadata(pod, rolloutMark(assignment.id, swap.hash)),
  };
  try {
    const options = { manager: intentManager };
    const written = await ports.cluster.create(marked, workload.ref.type, options);
    workload.adopt(asWorkload(written.object));
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    const { label } = workload;
    throw new Superseded(said(({ changedObject }) => changedObject.createdMeanwhile(label)));
  }
  ports.emit({ type: 'wrote', object: workload.label, what: `created: ${swap.why}` });
  await store.update({ workload: recordedWorkload(state) });
}

async function patchPod(state: Revisioning, swap: Swap, live: KubeObject): Promise<void> {
  const { workload, assignment } = state;
  const mark = { [rolloutAnnotation]: rolloutMark(assignment.id, swap.hash) };
  const all = [...mapOps(live, 'labels', swap, {}), ...mapOps(live, 'annotations', swap, mark)];
  const same: JsonPatchOp = { op: 'test', path: '/metadata/uid', value: live.metadata.uid };
  const patched = await workload.patch(all, `changed in place: ${swap.why}`, [same]);
  workload.adopt(asWorkload(patched));
}

/** Brings labels or annotations from one template's to the other's, and leaves others' alone. */
function mapOps(
  live: KubeObject,
  field: 'labels' | 'annotations',
  { from, to }: Swap,
  more: Record<string, string>,
): JsonPatchOp[] {
  const put = Object.entries({ ...mapIn(to, field), ...more });
  if (live.metadata[field] === undefined) {
    const value = Object.fromEntries(put);
    return put.length === 0 ? [] : [{ op: 'add', path: `/metadata/${field}`, value }];
  }
  const gone = Object.keys(mapIn(from, field)).filter((key) => mapIn(to, field)[key] === undefined);
  return [
    ...put.flatMap(([key, value]) => putOps(live, field, key, value)),
    ...gone.flatMap((key) => dropOps(live, field, key)),
  ];
}

function mapIn(template: unknown, field: 'labels' | 'annotations'): Record<string, string> {
  const { metadata } = (template ?? {}) as {
    metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> };
  };
  return metadata?.[field] ?? {};
}
