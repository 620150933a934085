import { KubeError, type KubeObj } from '../../bed/kube.ts';
import type { KubeObject } from '../../../src/world.ts';
import { notFound, Refusal } from '../kube/api-server.ts';
import type { Kube } from '../kube/kube.ts';
import type { Plural } from '../kube/store.ts';
import type { Random } from '../random.ts';
import { copyOf } from './cache.ts';

/** The real binary sets no user agent, so this is what Go puts there. */
export const controllerManager = 'Go-http-client';

const never = new Promise<never>(() => undefined);

/** The API server as V1's controller writes to it: by path, whole objects, nothing of what a dead one sent. */
export function serverFor(
  kube: Kube,
  {
    life,
    random,
    writing,
    missed,
  }: {
    readonly life: { readonly dead: boolean };
    readonly random: Random;
    /** Told of every write of a ModuleDeployment that another one had come before. */
    readonly missed: () => void;
    readonly writing: <T>(effect: () => T) => T;
  },
) {
  const { api, store, time, namespace } = kube;

  async function write(path: string, effect: (to: Address) => KubeObject): Promise<KubeObj> {
    await time.sleep(random.int(1, 8));
    if (life.dead) return never;
    const to = addressOf(path);
    let answer: KubeObj;
    try {
      answer = copyOf(writing(() => effect(to)));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.status === 409 && to.plural === 'moduledeployments') missed();
      const { status, reason, message } = error;
      throw new KubeError(path, status, { reason, message });
    }
    await time.sleep(random.int(1, 4));
    return life.dead ? never : answer;
  }

  const by = { manager: controllerManager };
  const own = (obj: object): KubeObject => copyOf(obj);
  return {
    create: (path: string, obj: object) =>
      write(path, ({ plural }) => api.create(plural, inNamespace(own(obj), namespace), by)),
    replace: (path: string, obj: object) =>
      write(path, ({ plural, subresource }) =>
        api.replace(plural, own(obj), { ...by, subresource }),
      ),
    delete: (path: string) =>
      write(path, ({ plural, name }) => {
        const live = store.get(plural, name, namespace);
        if (live === undefined) throw notFound(plural, name);
        api.remove(plural, live);
        return live;
      }),
  };
}

interface Address {
  readonly plural: Plural;
  readonly name: string;
  readonly subresource: string | undefined;
}

/** `…/namespaces/NS/PLURAL[/NAME[/SUBRESOURCE]]` */
function addressOf(path: string): Address {
  const [plural = '', name = '', subresource] = (path.split('/namespaces/')[1] ?? '')
    .split('/')
    .slice(1);
  return { plural: plural as Plural, name, subresource };
}

function inNamespace(object: KubeObject, namespace: string): KubeObject {
  return { ...object, metadata: { ...object.metadata, namespace } };
}
