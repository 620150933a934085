import { Conflict, type ConflictKind, type ContestedField } from '../../conflict.ts';
import type { Fault } from '../../fault.ts';
import { faultOf, inBoth, type FaultSaying, type SaidDetail } from '../../messages/fault-of.ts';
import type { ClusterTarget } from '../../world.ts';
import { askRights, sayAction, sayScope, type Action } from './action.ts';
import { fieldErrors, isFieldError } from './field-errors.ts';
import { parseStatus, type Cause, type Status } from './status.ts';
import type { Reply } from './transport.ts';

/** An answer that is not 2xx, as what it means for the user. */
export function faultOfReply(reply: Reply, action: Action, target: ClusterTarget): Fault {
  const status = parseStatus(reply.body);
  if (status === undefined) return faultOfPlainText(reply, action, target);
  switch (reply.status) {
    case 401:
      return unauthorized(status, target);
    case 403:
      return forbidden(status, action, target);
    case 404:
      if (status.resource === '') return unknownResource(status.message, action);
      return faultOf(({ cluster: say }) => say.absent(sayAction(action), status.message));
    case 409:
      return conflict(status, action);
    case 422:
      return unprocessable(status, action);
    case 429:
      return tooMany(status, action, target);
    default:
      return reply.status >= 500 && !isFieldError(reply.body)
        ? serverError(reply.status, status, action, target)
        : malformed(status, action);
  }
}

function unauthorized(status: Status, target: ClusterTarget): Fault {
  return faultOf(({ cluster: say }) => say.unauthorized(target.server, target.user), {
    outcome: 'unreachable',
    details: [status.message],
  });
}

function forbidden(status: Status, action: Action, target: ClusterTarget): Fault {
  // Quotas, admission webhooks and a namespace that is being deleted answer 403 too.
  if (!/ cannot \S+ (resource|path) /.test(status.message)) {
    const details = [status.message];
    return faultOf(({ cluster: say }) => say.refuses(sayAction(action)), { details });
  }
  const who = /^.*?User "([^"]*)"/.exec(status.message)?.[1] ?? target.user;
  const what = `${action.verb} ${sayScope(action)}`;
  const command = `${askRights(action)} --context ${target.context}`;
  return faultOf(({ cluster: say }) => say.mayNot(who, what, command), {
    outcome: 'unreachable',
    details: [status.message],
  });
}

function conflict(status: Status, action: Action): Conflict {
  const what = sayAction(action);
  if (status.reason === 'AlreadyExists') {
    return conflictOf(({ cluster: say }) => say.exists(what), 'exists');
  }
  const fields = status.causes
    .filter((cause) => cause.reason === 'FieldManagerConflict')
    .map(contested);
  if (fields.length > 0) {
    return conflictOf(({ cluster: say }) => say.owned(what), 'fields', {
      fields,
      details: ({ cluster: say }) =>
        fields.map(({ field, manager }) => say.ownedBy(field, manager)),
    });
  }
  return conflictOf(({ cluster: say }) => say.changed(what), 'precondition', {
    details: [status.message],
  });
}

function conflictOf(
  say: FaultSaying,
  kind: ConflictKind,
  {
    fields = [],
    details,
  }: Pick<SaidDetail, 'details'> & { fields?: readonly ContestedField[] } = {},
): Conflict {
  const [message, detail] = inBoth(say, details === undefined ? {} : { details });
  return new Conflict(message, kind, { ...detail, fields });
}

// The cause's message is the only place that names the manager: `conflict with "kubectl" using v1`.
function contested({ field, message }: Cause): ContestedField {
  return { field, manager: /^conflict with "((?:[^"\\]|\\.)*)"/.exec(message)?.[1] ?? message };
}

/** What the server says of a JSON Patch that does not fit the object, and of nothing else. */
const patchMisfit = 'the server rejected our request due to an error in our request';

function unprocessable(status: Status, action: Action): Fault {
  const say: FaultSaying = ({ cluster }) => cluster.unexpected(sayAction(action));
  if (status.message === patchMisfit && status.causes.length === 0) {
    return conflictOf(say, 'precondition', {
      details: ({ cluster: { misfit } }) => [misfit.some],
    });
  }
  if (status.causes.some(({ field }) => field === 'metadata.uid')) {
    return conflictOf(say, 'precondition', {
      details: ({ cluster: { misfit } }) => [misfit.otherObject],
    });
  }
  return malformed(status, action);
}

function malformed(status: Status, action: Action): Fault {
  return faultOf(({ cluster: say }) => say.rejects(describeObject(action)), {
    details: [...new Set(fieldErrors(status))],
  });
}

function describeObject(action: Action): string {
  const { type, namespace, name } = action;
  if (type === undefined || name === undefined) return `to ${sayAction(action)}`;
  return `${type.kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

function tooMany(status: Status, action: Action, target: ClusterTarget): Fault {
  if (status.causes.some((cause) => cause.reason === 'DisruptionBudget')) {
    return faultOf(({ cluster: say }) => say.disruption(sayAction(action)), {
      outcome: 'refused',
      details: [status.message, ...status.causes.map((cause) => cause.message)],
    });
  }
  return faultOf(({ cluster: say }) => say.tooBusy(target.server, sayAction(action)), {
    outcome: 'unreachable',
    details: [status.message],
  });
}

function serverError(code: number, status: Status, action: Action, target: ClusterTarget): Fault {
  const webhook = /failed calling webhook "([^"]*)"/.exec(status.message)?.[1];
  const what = sayAction(action);
  return faultOf(({ cluster: say }) => say.unwell(target.server, what, code, webhook), {
    outcome: 'unreachable',
    details: [status.message],
  });
}

function faultOfPlainText(reply: Reply, action: Action, target: ClusterTarget): Fault {
  // A group that is not served is answered with text.
  if (reply.status === 404 && action.type !== undefined) {
    return unknownResource(firstLine(reply.body), action);
  }
  if (reply.status === 401) return unauthorized(emptyStatus(reply), target);
  const { server, context } = target;
  const what = sayAction(action);
  return faultOf(({ cluster: say }) => say.odd(server, reply.status, what, context), {
    outcome: 'unreachable',
    details: [firstLine(reply.body)],
  });
}

function unknownResource(message: string, action: Action): Fault {
  return faultOf(({ cluster: say }) => say.unknown(sayScope(action)), { details: [message] });
}

function emptyStatus(reply: Reply): Status {
  return { message: firstLine(reply.body), reason: '', resource: '', causes: [] };
}

/** The first 80 characters of an answer that is not what was expected. */
export function firstLine(body: string): string {
  const line = body.trim().split('\n', 1)[0] ?? '';
  return line === '' ? '(empty answer)' : line.slice(0, 80);
}
