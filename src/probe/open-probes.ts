import { noAnswerText } from '../no-answer-text.ts';
import type { HttpReply, Probes } from '../world.ts';
import { exchange } from './http.ts';

/** Opens the door to whatever else answers on the network. Sends nothing yet, and never throws for what it meets. */
export function openProbes(): Probes {
  return { httpGet };
}

/** Any status is an answer: a health check says DOWN with 503. */
function httpGet(url: string, timeoutMs: number, signal?: AbortSignal): Promise<HttpReply> {
  const options = { headers: { accept: 'application/json' } };
  return exchange(url, { options, timeoutMs, signal, textOf: noAnswerText });
}
