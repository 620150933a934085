import type { ListQuery, ObjectRef, ResourceType } from '../../world.ts';

/** `/apis/apps/v1/namespaces/shop/deployments`; all namespaces without one. */
export function collectionPath(type: ResourceType, namespace?: string): string {
  const root =
    type.group === ''
      ? `/api/${encodeURIComponent(type.version)}`
      : `/apis/${encodeURIComponent(type.group)}/${encodeURIComponent(type.version)}`;
  const scope =
    type.namespaced && namespace !== undefined
      ? `/namespaces/${encodeURIComponent(namespace)}`
      : '';
  return `${root}${scope}/${encodeURIComponent(type.plural)}`;
}

/** The path of one object. A namespaced one must have its namespace by now. */
export function objectPath(ref: ObjectRef): string {
  return `${collectionPath(ref.type, ref.namespace)}/${encodeURIComponent(ref.name)}`;
}

/** `?a=1&b=2` of what is set, or nothing. */
export function queryString(parameters: Readonly<Record<string, string | undefined>>): string {
  const pairs = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** The selectors of a query, as parameters. */
export function selectors(query: ListQuery): Record<string, string | undefined> {
  return { labelSelector: query.labels, fieldSelector: query.fields };
}

/** `deployments.apps`, as kubectl and RBAC messages name a resource. */
export function resourceName(type: ResourceType): string {
  return type.group === '' ? type.plural : `${type.plural}.${type.group}`;
}
