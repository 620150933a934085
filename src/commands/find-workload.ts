import { Fault } from '../fault.ts';
import type { Cluster, KubeObject } from '../world.ts';
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
    throw new Fault(`"${typed}" names no workload`, { fix: 'write NAME or deployment/NAME' });
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
  const found = all.flat();
  const [first, second] = found;
  if (first === undefined) {
    throw new NoWorkload(`there is no module workload ${name} in namespace ${namespace}`, {
      fix: 'koupctl modules -A lists what runs, with its workloads',
    });
  }
  if (second !== undefined) {
    const [one, ...others] = found.map(({ object }) => `a ${object.kind}`).reverse();
    const typedNames = found.map(({ object }) => `${object.kind.toLowerCase()}/${bare}`);
    throw new Fault(`${name} is both ${others.reverse().join(', ')} and ${one ?? ''}`, {
      fix: `say which: ${typedNames.join(' or ')}`,
    });
  }
  return first;
}

function kindNamed(typed: string): WorkloadKind {
  const kind = kindTyped(typed);
  if (kind) return kind;
  const known = kinds.map((one) => `${one.typed[0]}/NAME`);
  throw new Fault(`koupctl knows no module workload of kind ${typed}`, {
    fix: `use ${known.slice(0, -1).join(', ')} or ${known.at(-1) ?? ''}`,
  });
}
