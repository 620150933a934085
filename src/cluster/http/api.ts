import type { Fault } from '../../fault.ts';
import { faultFrom, faultOf } from '../../messages/fault-of.ts';
import type { ClusterTarget } from '../../world.ts';
import type { Action } from './action.ts';
import type { Credentials } from '../access/credentials.ts';
import { isLoopback } from '../access/env-proxy.ts';
import { faultOfTrouble } from './network-errors.ts';
import { Expired } from '../watch.ts';
import { withRetry, type Patience, type Repeatable } from './retry.ts';
import { faultOfReply, firstLine } from './status-errors.ts';
import {
  NetworkTrouble,
  type OpenReply,
  type Reply,
  type Request,
  type Transport,
} from './transport.ts';

/** Requests to the API server: retried where that is safe, troubles told as Faults. */
export interface Api {
  readonly target: ClusterTarget;
  /** Whether compressing long answers saves time: not on the machine itself. */
  readonly distant: boolean;
  /** Any answer that the server gives, but 401. */
  ask(request: Request, action: Action, repeatable?: Repeatable): Promise<Reply>;
  /** Only 2xx. */
  call(request: Request, action: Action, repeatable?: Repeatable): Promise<Reply>;
  /** Only 2xx, not retried; for watches. */
  open(request: Request, action: Action): Promise<OpenReply>;
}

export interface ApiParts {
  readonly target: ClusterTarget;
  readonly transport: Transport;
  readonly credentials: Credentials;
  readonly patience: Patience;
}

export function openApi(parts: ApiParts): Api {
  const { target, transport, credentials, patience } = parts;
  let answered = false;

  async function once(request: Request, repeatable: Repeatable): Promise<Reply> {
    const single = repeatable === 'write';
    const reply = await transport.send(request, { single });
    answered = true;
    if (reply.status !== 401 || !credentials.renewable) return reply;
    return transport.send(request, { single, renew: true });
  }

  async function ask(request: Request, action: Action, repeatable: Repeatable = 'read') {
    const situation = {
      repeatable,
      answeredBefore: () => answered,
      ...(request.signal ? { signal: request.signal } : {}),
    };
    const reply = await withRetry(() => once(request, repeatable), situation, patience).catch(
      (error: unknown) => {
        // Whoever gave up knows why.
        request.signal?.throwIfAborted();
        throw asFault(error, action, target);
      },
    );
    if (reply.status === 401) throw await unauthorized(reply, action, parts);
    return reply;
  }

  return {
    target,
    distant: !isLoopback(new URL(target.server).hostname),
    ask,
    async call(request, action, repeatable) {
      const reply = await ask(request, action, repeatable);
      if (reply.status < 200 || reply.status > 299) throw faultOfReply(reply, action, target);
      return reply;
    },
    open: (request, action) => openStream(parts, request, action),
  };
}

async function openStream(
  { target, transport, credentials }: ApiParts,
  request: Request,
  action: Action,
): Promise<OpenReply> {
  try {
    let opened = await transport.open(request);
    if (opened.status === 401 && credentials.renewable) {
      opened.message.resume();
      opened = await transport.open(request, true);
    }
    if (opened.status === 200) return opened;
    if (opened.status === 410) throw new Expired((await opened.read()).body);
    throw faultOfReply(await opened.read(), action, target);
  } catch (error) {
    request.signal?.throwIfAborted();
    throw asFault(error, action, target);
  }
}

function asFault(error: unknown, action: Action, target: ClusterTarget): unknown {
  return error instanceof NetworkTrouble ? faultOfTrouble(error, action, target) : error;
}

async function unauthorized(
  reply: Reply,
  action: Action,
  { target, credentials }: ApiParts,
): Promise<Fault> {
  const fault = faultOfReply(reply, action, target);
  const end = await credentials.certificateEnd();
  if (end === undefined || end.getTime() > Date.now()) return fault;
  return faultFrom(
    (inWords, { cluster: say }) => {
      const { message, fix, details } = inWords(fault);
      return { message, fix, details: [say.certificateEnded(end.toISOString()), ...details] };
    },
    { outcome: 'unreachable' },
  );
}

/** The JSON of an answer that should be JSON. */
export function parseBody(reply: Reply, target: ClusterTarget): unknown {
  try {
    return JSON.parse(reply.body);
  } catch (error) {
    throw notKubernetes(target, reply.body, error);
  }
}

/** For an answer that is not what Kubernetes would say; `text` is what came of it. */
export function notKubernetes(target: ClusterTarget, text: string, cause: unknown): Fault {
  return faultOf(({ cluster: say }) => say.notKubernetes(target.server, target.context), {
    outcome: 'unreachable',
    details: ({ cluster: say }) => [say.itAnswered(firstLine(text))],
    cause,
  });
}
