import { createHash } from 'node:crypto';

/** The label that the Deployment controller adds to a ReplicaSet's template. */
const addedByController = 'pod-template-hash';

/** JSON with sorted keys, so that equal values have equal text. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object')
    return value === undefined ? 'null' : JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`;
}

/** What a watch shows is asked for at every look, and is the same object until it changes. */
const known = new WeakMap<object, string>();

/** 16 hex digits that tell a pod template as the server stores it from any other. */
export function templateHash(template: unknown): string {
  if (typeof template !== 'object' || template === null) return hashOf(template);
  const hash = known.get(template) ?? hashOf(template);
  known.set(template, hash);
  return hash;
}

function hashOf(template: unknown): string {
  return createHash('sha256')
    .update(canonical(withoutHashLabel(template)))
    .digest('hex')
    .slice(0, 16);
}

function withoutHashLabel(template: unknown): unknown {
  const { metadata, ...rest } = (template ?? {}) as {
    metadata?: { labels?: Record<string, string>; [field: string]: unknown };
  };
  const { [addedByController]: _hash, ...labels } = metadata?.labels ?? {};
  const { creationTimestamp: _time, ...others } = metadata ?? {};
  return { ...rest, metadata: { ...others, labels } };
}
