import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { monotonicMs } from '../monotonic.ts';
import { noAnswerText, seconds } from '../no-answer-text.ts';
import { FirstJson } from './first-json.ts';
import { NoAnswer, beginning } from './no-answer.ts';

export interface DirectCall {
  readonly ip: string;
  readonly port: number;
  /** The command's name. */
  readonly command: string;
  readonly body: string;
  /** For the whole exchange. */
  readonly timeoutMs: number;
  /** For the connection alone. */
  readonly connectMs: number;
  /** Gives it up. */
  readonly signal?: AbortSignal | undefined;
}

// A stack trace takes some KiB, a list of 500 modules less than one MiB.
const LONGEST_ANSWER = 4 * 1024 * 1024;
const LONGEST_REFUSAL = 4 * 1024;

/** POST straight to an Arklet; the text of its first JSON value, or a NoAnswer. */
export function postDirectly(call: DirectCall): Promise<string> {
  const startedAt = monotonicMs();
  return new Promise((resolve, reject) => {
    const { outgoing, state } = start(call);
    const giveUp = (): void => {
      const what = state.connected ? 'answer' : 'connection';
      const why = `no ${what} within ${seconds(monotonicMs() - startedAt)}`;
      finish(new NoAnswer(why, true, state.connected));
    };
    call.signal?.addEventListener('abort', giveUp);
    const timers = [
      setTimeout(() => {
        finish(new NoAnswer(`no answer within ${seconds(call.timeoutMs)}`, true, state.connected));
      }, call.timeoutMs),
      setTimeout(() => {
        const why = `no connection within ${seconds(call.connectMs)}`;
        if (!state.connected) finish(new NoAnswer(why, true, false));
      }, call.connectMs),
    ];
    function finish(result: string | NoAnswer) {
      for (const timer of timers) clearTimeout(timer);
      call.signal?.removeEventListener('abort', giveUp);
      if (typeof result === 'string') resolve(result);
      else reject(result);
      outgoing.destroy();
    }
    outgoing.on('response', (message) => {
      collect(message, finish);
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      const garbage = error.code?.startsWith('HPE_') === true;
      const refused = error.code === 'ECONNREFUSED';
      finish(new NoAnswer(noAnswerText(error), !garbage, state.connected, refused));
    });
  });
}

function start({ ip, port, command, body }: DirectCall): {
  outgoing: ClientRequest;
  state: { connected: boolean };
} {
  const state = { connected: false };
  const outgoing = request({
    host: ip,
    port,
    path: `/${command}`,
    method: 'POST',
    // Arklet closes after each answer.
    agent: false,
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      connection: 'close',
    },
  });
  outgoing.on('socket', (socket) => {
    socket.once('connect', () => {
      state.connected = true;
    });
  });
  outgoing.end(body);
  return { outgoing, state };
}

function collect(message: IncomingMessage, finish: (result: string | NoAnswer) => void): void {
  const json = new FirstJson();
  const status = message.statusCode ?? 0;
  const limit = status === 200 ? LONGEST_ANSWER : LONGEST_REFUSAL;
  const refusal = () => {
    finish(new NoAnswer(`answered ${status}: ${beginning(json.text())}`, false, true));
  };
  message.on('data', (chunk: Buffer) => {
    const whole = json.take(chunk);
    if (whole && status === 200) finish(json.text());
    else if (json.length <= limit) return;
    else if (status === 200) finish(new NoAnswer('the answer is longer than 4 MiB', false, true));
    else refusal();
  });
  message.on('end', () => {
    if (status === 200) finish(json.text());
    else refusal();
  });
  message.on('error', () => {
    finish(new NoAnswer('the connection broke in the middle of the answer', true, true));
  });
}
