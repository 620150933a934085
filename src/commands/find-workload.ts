import { Fault } from '../fault.ts';
import { faultOf, inBoth } from '../messages/fault-of.ts';
import type { Cluster, KubeObject } from '../world.ts';
import { isModulePod } from '../modules/module-pod.ts';
import { core } from '../modules/surface.ts';
import { refuseOwned } from '../plan/refuse-v2.ts';
import { RecordStore } from '../rollout/record-store.ts';
import { standIn, standsOn } from './gather-pod.ts';
import { kinds, kindTyped, type WorkloadKind } from './kinds.ts';
import type { Surface } from './surface.ts';

/** Nothing has that name. */
export class NoWorkload extends Fault {
  constructor(...about: ConstructorParameters<typeof Fault>) {
    super(...about);
    this.name = 'NoWorkload';
  }
}

export interface FoundWorkload {
  readonly world: 'v1' | 'v2';
  readonly object: KubeObject;
}

/** NAME, taken apart. */
export interface TypedName {
  /** Undefined where only the name was typed. */
  readonly kind: WorkloadKind | undefined;
  readonly bare: string;
}

/** As the API server takes the name of a workload. */
const workloadName = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;

/** Takes NAME or KIND/NAME apart; a Fault where no workload can be meant by it. Asks nobody. */
export function readName(typed: string): TypedName {
  const [first = '', ...rest] = typed.split('/');
  const bare = rest[0] ?? first;
  if (rest.length > 1 || !workloadName.test(bare) || first === '') {
    throw faultOf(({ commands }) => commands.noWorkloadName(typed));
  }
  return { kind: rest.length === 0 ? undefined : kindNamed(first), bare };
}

/** Finds what NAME means: `kind/name`, or a name that only one workload has. */
export async function findWorkload(
  cluster: Cluster,
  surface: Surface,
  name: string,
  namespace: string,
): Promise<FoundWorkload> {
  const { kind: typed, bare } = readName(name);
  const wanted = typed === undefined ? kinds : [typed];
  const all = await Promise.all(
    wanted.map(async (kind) => {
      const type = kind.type(surface.v1);
      const object = type && (await cluster.get({ type, namespace, name: bare }));
      return object === undefined ? [] : [{ world: kind.world, object }];
    }),
  );
  const there = all.flat().filter(({ object }) => typed !== undefined || isModuleOrNoPod(object));
  const found = there.filter(({ object }) => ownerOf(object) === undefined);
  if (found.length > 1) throw ambiguous(name, bare, found);
  const [first] = found;
  if (first !== undefined) return first;
  for (const { object } of there) refuseOwned(object);
  const podMayBe = typed === undefined || typed.kind === core.pod.kind;
  const between = podMayBe ? await findBetween(cluster, namespace, bare) : undefined;
  if (between !== undefined) return between;
  throw new NoWorkload(...inBoth(({ commands }) => commands.noWorkload(name, namespace)));
}

function ambiguous(name: string, bare: string, found: readonly FoundWorkload[]): Fault {
  const kinds = found.map(({ object }) => object.kind);
  const typed = kinds.map((kind) => `${kind.toLowerCase()}/${bare}`);
  return faultOf(({ commands }) => commands.ambiguous(name, kinds, typed));
}

/** By its name alone a pod that is no module is not meant. */
function isModuleOrNoPod(object: KubeObject): boolean {
  return object.kind !== core.pod.kind || isModulePod(object);
}

/** ReplicaSets of Deployments, and all pods but bare ones, are rolled by what owns them. */
function ownerOf({ kind, metadata }: KubeObject): string | undefined {
  if (kind !== core.replicaSet.kind && kind !== core.pod.kind) return undefined;
  return metadata.ownerReferences?.find((one) => one.controller)?.name;
}

/** A bare Pod whose rollout was stopped when the old one was gone and the new one not created. */
async function findBetween(
  cluster: Cluster,
  namespace: string,
  name: string,
): Promise<FoundWorkload | undefined> {
  const store = new RecordStore(cluster, namespace, { kind: core.pod.kind, name });
  const record = (await store.load())?.current;
  if (record === undefined || !standsOn(record, undefined)) return undefined;
  return { world: 'v2', object: standIn(record, namespace) };
}

function kindNamed(typed: string): WorkloadKind {
  const kind = kindTyped(typed);
  if (kind) return kind;
  const known = kinds.map((one) => `${one.typed[0]}/NAME`);
  throw faultOf(({ commands }) => commands.unknownKind(typed, known));
}
