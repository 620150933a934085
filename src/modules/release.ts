import type { PodModule } from './module-pod.ts';

/** What a workload brings to a base: a module at a version, or several modules of one pod together. */
export interface Release extends PodModule {
  /** Each of them, where a pod has several; name and version above are theirs joined by `+`. */
  readonly modules?: readonly PodModule[];
}

/** A version before; of several modules in a pod theirs joined, and each of them. */
export interface Origin {
  readonly version: string;
  readonly url: string;
  readonly modules?: readonly PodModule[];
}

/** The modules of one pod as one release; undefined where there is none. Equal versions are said once. */
export function releaseOf(modules: readonly PodModule[]): Release | undefined {
  const [first, ...rest] = modules;
  if (first === undefined || rest.length === 0) return first;
  const versions = modules.map(({ version }) => version);
  return {
    name: modules.map(({ name }) => name).join('+'),
    version: new Set(versions).size === 1 ? first.version : versions.join('+'),
    url: first.url,
    modules,
  };
}

/** What was there before `module`: which modules that were need not be the same. */
export function releaseBefore(module: Release, from: Origin | undefined): Release {
  const { version = 'the old version', url = '', modules = [] } = from ?? {};
  return releaseOf(modules) ?? { name: module.name, version, url };
}

/** A release as where something comes from. */
export function originOf({ version, url, modules }: Release): Origin {
  return { version, url, ...(modules === undefined ? {} : { modules }) };
}

/** Each module of a release, whether it is one or several. */
export function modulesOf({ modules, ...single }: Release): readonly PodModule[] {
  return modules ?? [single];
}

/** `orders 2.0.0`, of each. */
export function namedOf(modules: readonly PodModule[]): string[] {
  return modules.map(({ name, version }) => `${name} ${version}`);
}

/** `orders 2.0.0 and stock 1.1.0`: modules in a sentence. */
export function namesOf(modules: readonly PodModule[]): string {
  const named = namedOf(modules);
  const last = named.pop() ?? 'the module';
  return named.length === 0 ? last : `${named.join(', ')} and ${last}`;
}

/** The verb that goes with `namesOf`. */
export function isOrAre(modules: readonly PodModule[]): string {
  return modules.length > 1 ? 'are' : 'is';
}

/** What both have at the same version: where both are on one base, the one's leaving takes the other's along. */
export function keptIn(
  before: readonly PodModule[],
  after: readonly PodModule[],
): readonly PodModule[] {
  return after.filter((one) =>
    before.some((old) => old.name === one.name && old.version === one.version),
  );
}
