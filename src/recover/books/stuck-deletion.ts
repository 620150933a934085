import type { Facts } from '../facts.ts';
import type { Found, Runbook } from '../step.ts';
import {
  deletionFound,
  finalizersFound,
  hangsOn,
  leftoversFound,
  nodeFound,
} from './stuck-object.ts';

const isMachine = ({ object }: Facts): boolean => /machine/i.test(object?.type.kind ?? '');

function machinesNode(facts: Facts): Found[] {
  const { target, object } = facts;
  const kind = object?.type.kind ?? target.object?.kind ?? '';
  if (!/machine/i.test(kind)) return [];
  return [nodeFound(facts, target.object?.name ?? '')];
}

/** An object, most often a machine, whose deletion a finalizer holds up. */
export const stuckDeletion: Runbook = {
  id: 'stuck-deletion',
  needs: ['object'],
  reads: ['object', 'nodes', 'pods', 'volumes', 'leftovers'],
  steps: [
    { id: 'hangs-on-it', danger: 'none', check: (facts) => [hangsOn(facts, facts.object)] },
    { id: 'delete-object', danger: 'dangerous', check: ({ object }) => [deletionFound(object)] },
    {
      id: 'remove-finalizers',
      danger: 'dangerous',
      check: (facts) => [finalizersFound(facts, facts.object)],
    },
    { id: 'delete-node', danger: 'dangerous', check: machinesNode },
    {
      id: 'delete-leftovers',
      danger: 'writes',
      check: (facts) =>
        isMachine(facts) || facts.object === undefined ? leftoversFound(facts) : [],
    },
  ],
};
