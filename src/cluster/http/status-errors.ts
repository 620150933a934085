import { Conflict, type ContestedField } from '../../conflict.ts';
import { Fault } from '../../fault.ts';
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
      return new Fault(`can't ${sayAction(action)}: ${status.message}`);
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
  const user = target.user === '' ? 'no credentials' : `the credentials of user "${target.user}"`;
  return new Fault(`${target.server} does not accept ${user}`, {
    outcome: 'unreachable',
    details: [status.message],
    fix: 'log in again, or fetch a new kubeconfig for this cluster',
  });
}

function forbidden(status: Status, action: Action, target: ClusterTarget): Fault {
  // Quotas, admission webhooks and a namespace that is being deleted answer 403 too.
  if (!/ cannot \S+ (resource|path) /.test(status.message)) {
    return new Fault(`the server refuses to ${sayAction(action)}`, { details: [status.message] });
  }
  const who = /^.*?User "([^"]*)"/.exec(status.message)?.[1] ?? target.user;
  return new Fault(`user "${who}" may not ${action.verb} ${sayScope(action)}`, {
    outcome: 'unreachable',
    details: [status.message],
    fix: `${askRights(action)} --context ${target.context}`,
  });
}

function conflict(status: Status, action: Action): Conflict {
  const what = sayAction(action);
  if (status.reason === 'AlreadyExists') {
    return new Conflict(`can't ${what}: it exists already`, 'exists');
  }
  const fields = status.causes
    .filter((cause) => cause.reason === 'FieldManagerConflict')
    .map(contested);
  if (fields.length > 0) {
    return new Conflict(`can't ${what}: other managers own fields of it`, 'fields', {
      fields,
      details: fields.map(({ field, manager }) => `${field} is owned by ${manager}`),
    });
  }
  return new Conflict(`can't ${what}: it has been changed or replaced meanwhile`, 'precondition', {
    details: [status.message],
  });
}

// The cause's message is the only place that names the manager: `conflict with "kubectl" using v1`.
function contested({ field, message }: Cause): ContestedField {
  return { field, manager: /^conflict with "((?:[^"\\]|\\.)*)"/.exec(message)?.[1] ?? message };
}

/** What the server says of a JSON Patch that does not fit the object, and of nothing else. */
const patchMisfit = 'the server rejected our request due to an error in our request';

function unprocessable(status: Status, action: Action): Fault {
  const message = `can't ${sayAction(action)}: it is not as expected`;
  if (status.message === patchMisfit && status.causes.length === 0) {
    return new Conflict(message, 'precondition', {
      details: ['a test of the patch failed, or what it changes is not there'],
    });
  }
  if (status.causes.some(({ field }) => field === 'metadata.uid')) {
    return new Conflict(message, 'precondition', { details: ['another object has its name now'] });
  }
  return malformed(status, action);
}

function malformed(status: Status, action: Action): Fault {
  return new Fault(`the server rejects ${describeObject(action)}`, {
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
    return new Fault(`a disruption budget does not allow to ${sayAction(action)} now`, {
      outcome: 'refused',
      details: [status.message, ...status.causes.map((cause) => cause.message)],
    });
  }
  return new Fault(`${target.server} is too busy to ${sayAction(action)}`, {
    outcome: 'unreachable',
    details: [status.message],
    fix: 'try again later',
  });
}

function serverError(code: number, status: Status, action: Action, target: ClusterTarget): Fault {
  const webhook = /failed calling webhook "([^"]*)"/.exec(status.message)?.[1];
  return new Fault(`${target.server} can't ${sayAction(action)} now: it answered ${code}`, {
    outcome: 'unreachable',
    details: [status.message],
    ...(webhook === undefined
      ? {}
      : { fix: `see to the admission webhook ${webhook}: the server can't reach it` }),
  });
}

function faultOfPlainText(reply: Reply, action: Action, target: ClusterTarget): Fault {
  // A group that is not served is answered with text.
  if (reply.status === 404 && action.type !== undefined) {
    return unknownResource(firstLine(reply.body), action);
  }
  if (reply.status === 401) return unauthorized(emptyStatus(reply), target);
  return new Fault(`${target.server} answered ${reply.status} to ${sayAction(action)}`, {
    outcome: 'unreachable',
    details: [firstLine(reply.body)],
    fix: `check that the server of context ${target.context} is a Kubernetes API server`,
  });
}

function unknownResource(message: string, action: Action): Fault {
  return new Fault(`the server does not know ${sayScope(action)}`, {
    details: [message],
    fix: 'kubectl api-resources',
  });
}

function emptyStatus(reply: Reply): Status {
  return { message: firstLine(reply.body), reason: '', resource: '', causes: [] };
}

/** The first 80 characters of an answer that is not what was expected. */
export function firstLine(body: string): string {
  const line = body.trim().split('\n', 1)[0] ?? '';
  return line === '' ? '(empty answer)' : line.slice(0, 80);
}
