import { modulesIn } from './module-pod.ts';
import type { KubeObject } from '../world.ts';

interface Template {
  readonly metadata?: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: { readonly containers?: Parameters<typeof modulesIn>[0] };
}

/**
 * Whether a pod is what this template makes: it has everything that the template says, and exactly
 * its modules. The pods of a ReplicaSet carry no hash of the template that they were made from, and
 * admission adds to a pod what no template says (tolerations, volumes), so more in a pod is no
 * difference.
 */
export function isMadeFrom(template: unknown, pod: KubeObject): boolean {
  const { metadata = {}, spec = {} } = (template ?? {}) as Template;
  const made = (pod['spec'] ?? {}) as NonNullable<Template['spec']>;
  const wanted = modulesIn(spec.containers ?? []).map(nameOf);
  const own = modulesIn(made.containers ?? []).map(nameOf);
  return (
    own.length === wanted.length &&
    own.every((name) => wanted.includes(name)) &&
    holds(pod.metadata.labels ?? {}, metadata.labels ?? {}) &&
    holds(pod.metadata.annotations ?? {}, metadata.annotations ?? {}) &&
    holds(made, spec)
  );
}

function nameOf({ name, version }: { name: string; version: string }): string {
  return `${name}:${version}`;
}

/** Whether `said` is in `there`: maps by their keys, lists in any order. */
function holds(there: unknown, said: unknown): boolean {
  if (Array.isArray(said)) {
    return (
      said.length === 0 ||
      (Array.isArray(there) && said.every((item) => there.some((one) => holds(one, item))))
    );
  }
  if (said === null || typeof said !== 'object') return said === there;
  const members = Object.entries(said).filter(([, member]) => member !== undefined);
  if (members.length === 0) return true;
  if (there === null || typeof there !== 'object') return false;
  return members.every(([key, member]) => holds((there as Record<string, unknown>)[key], member));
}
