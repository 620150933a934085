import type { ObjectRef, ResourceType } from '../../world.ts';
import { resourceName } from './paths.ts';

/** What a request is for, for messages. */
export interface Action {
  /** As RBAC names it: get, list, watch, create, patch, delete. */
  readonly verb: string;
  readonly type?: ResourceType;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** It changes the cluster: a broken connection leaves open whether it did. */
  readonly writes?: boolean;
}

export function actionOn(verb: string, ref: ObjectRef): Action {
  return {
    verb,
    type: ref.type,
    name: ref.name,
    ...(ref.namespace === undefined ? {} : { namespace: ref.namespace }),
  };
}

/** `patch Deployment shop/web`. */
export function sayAction({ verb, type, subresource, namespace, name }: Action): string {
  if (type === undefined) return verb;
  const where = [namespace, name].filter((part) => part !== undefined).join('/');
  const kind = name === undefined ? resourceName(type) : type.kind;
  const what = `${verb} ${kind}${subresource === undefined ? '' : `/${subresource}`}`;
  if (where === '') return what;
  return name === undefined ? `${what} in namespace ${where}` : `${what} ${where}`;
}

/** `deployments.apps in namespace shop`: what a right is about. */
export function sayScope({ type, subresource, namespace }: Action): string {
  if (type === undefined) return 'this';
  const sub = subresource === undefined ? '' : `/${subresource}`;
  const scope = namespace === undefined ? '' : ` in namespace ${namespace}`;
  return `${resourceName(type)}${sub}${scope}`;
}

/** The command that tells whether the user may do it. */
export function askRights({ verb, type, subresource, namespace }: Action): string {
  if (type === undefined) return 'kubectl auth can-i --list';
  // kubectl wants `pods/proxy`, and for other groups `deployments.apps/scale`.
  const sub = subresource === undefined ? '' : `/${subresource}`;
  const scope = namespace !== undefined ? ` -n ${namespace}` : type.namespaced ? ' -A' : '';
  return `kubectl auth can-i ${verb} ${resourceName(type)}${sub}${scope}`;
}
