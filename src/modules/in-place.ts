import { modulesIn, type PodModule } from './module-pod.ts';
import type { JsonPatchOp } from '../world.ts';

interface Container {
  name: string;
  image?: string;
  [field: string]: unknown;
}

interface Template {
  metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> };
  spec?: { containers?: Container[]; [field: string]: unknown };
}

/** A change that Kubernetes lets be made to a pod that runs. */
export interface InPlace {
  /** Patches the images; labels and annotations are to follow. */
  readonly ops: readonly JsonPatchOp[];
  /** Modules that come from another package now, at the version that they had. */
  readonly repackaged: readonly PodModule[];
}

/**
 * How a pod of the `old` template becomes one of the `next` without being replaced: undefined where
 * anything but images, labels and annotations differs. `equal` tells equal values.
 */
export function inPlace(
  old: unknown,
  next: unknown,
  equal: (a: unknown, b: unknown) => boolean,
): InPlace | undefined {
  const [before, after] = [(old ?? {}) as Template, (next ?? {}) as Template];
  if (!equal(withoutImages(before), withoutImages(after))) return undefined;
  const [from, to] = [before.spec?.containers ?? [], after.spec?.containers ?? []];
  const changed = to.filter(({ image }, index) => image !== from[index]?.image);
  const ops = to.flatMap(({ image }, index): JsonPatchOp[] => {
    const path = `/spec/containers/${index}/image`;
    const was = from[index]?.image;
    if (image === was) return [];
    return [
      { op: 'test', path, value: was },
      { op: 'replace', path, value: image },
    ];
  });
  const repackaged = modulesIn(changed);
  return { ops, repackaged };
}

function withoutImages({ spec = {} }: Template): unknown {
  const { containers = [], ...rest } = spec;
  return { ...rest, containers: containers.map(({ image: _image, ...own }) => own) };
}
