import type { KubeObject } from '../world.ts';

/** Whether the object of this uid is its controller. */
export function isOwnedBy(object: KubeObject, uid: string | undefined): boolean {
  const owners = object.metadata.ownerReferences ?? [];
  return (
    uid !== undefined && owners.some((owner) => owner.controller === true && owner.uid === uid)
  );
}
