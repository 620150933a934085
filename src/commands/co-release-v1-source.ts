import { faultFrom, faultOf } from '../messages/fault-of.ts';
import { v1ModuleOf, v1Spec } from '../modules/v1-view.ts';
import { labelOf, typedName } from '../plan/operate-plan.ts';
import type { KubeObject } from '../world.ts';
import { readModule, type ModuleFlags, type Source } from './module-source.ts';

/** What a ModuleDeployment is to install from now on. */
export interface Package {
  readonly url: string;
}

/**
 * The new url, from flags or from the manifest. Throws a Fault for anything else that would
 * change with it: V1 would do that on the old bases at once.
 */
export async function packageOf(
  source: Source,
  live: KubeObject,
  stdin: () => Promise<string>,
): Promise<Package> {
  if (source.from === 'flags') return ofFlags(source.flags, live);
  const object =
    source.from === 'object'
      ? source.object
      : (await readModule(source.paths, stdin)).module.object;
  const named = v1ModuleOf(object);
  if (object.kind !== live.kind || object.metadata.name !== live.metadata.name) {
    const manifest = `${object.kind} ${object.metadata.name}`;
    throw faultOf(({ coRelease }) => coRelease.otherManifest(manifest, labelOf(live)));
  }
  refuseVersion(named.version, live);
  refuseFields(differing(object['spec'], live['spec']), live);
  return { url: named.url };
}

function ofFlags(flags: ModuleFlags, live: KubeObject): Package {
  if (flags.version !== '') refuseVersion(flags.version, live);
  const { replicas } = v1Spec(live);
  refuseFields(
    [
      ...(flags.replicas === undefined || flags.replicas === replicas ? [] : ['--replicas']),
      ...(flags.spread === undefined ? [] : ['--spread']),
      ...(flags.service === undefined ? [] : ['--service-port']),
      ...(flags.set.length === 0 ? [] : ['--set']),
    ],
    live,
  );
  return { url: flags.url };
}

function refuseVersion(version: string, live: KubeObject): void {
  const module = v1ModuleOf(live);
  if (version === module.version) return;
  throw faultFrom(
    (_, { coRelease }) => {
      const { text, fix } = coRelease.otherVersion(
        labelOf(live),
        module.name,
        module.version,
        version,
      );
      return { message: text, fix, details: [coRelease.urlOfItsOwn] };
    },
    { outcome: 'refused' },
  );
}

function refuseFields(fields: readonly string[], live: KubeObject): void {
  if (fields.length === 0) return;
  throw faultOf(({ coRelease }) => coRelease.otherFields(labelOf(live), fields, typedName(live)));
}

/** What the controller counts, koupctl moves, or stands for a number that only the server knows. */
const free = [
  'confirmBatchNum',
  'pause',
  'template.spec.module.url',
  'template.spec.module.version',
];

/** Dotted paths of what `wanted` says otherwise than `there`; what it leaves out it does not change. */
export function differing(wanted: unknown, there: unknown, path = ''): string[] {
  if (free.includes(path) || (path === 'replicas' && wanted === -1)) return [];
  if (!isMap(wanted))
    return JSON.stringify(wanted) === JSON.stringify(there) ? [] : [`spec.${path}`];
  const map = isMap(there) ? there : {};
  return Object.entries(wanted).flatMap(([key, value]) =>
    differing(value, map[key], path === '' ? key : `${path}.${key}`),
  );
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
