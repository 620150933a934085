import { Fault } from '../fault.ts';
import type { Cluster, KubeObject } from '../world.ts';
import { kinds, kindTyped, type WorkloadKind } from './kinds.ts';
import type { Surface } from './surface.ts';

export interface FoundWorkload {
  readonly world: 'v1' | 'v2';
  readonly object: KubeObject;
}

/** Finds what NAME means: `kind/name`, or a name that only one workload has. */
export async function findWorkload(
  cluster: Cluster,
  surface: Surface,
  name: string,
  namespace: string,
): Promise<FoundWorkload> {
  const [typed, bare] = name.includes('/') ? name.split('/', 2) : [undefined, name];
  const wanted = typed === undefined ? kinds : [kindNamed(typed)];
  if (!bare) throw new Fault(`"${name}" names nothing`, { fix: 'write NAME or deployment/NAME' });
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
    throw new Fault(`there is no module workload ${name} in namespace ${namespace}`, {
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
