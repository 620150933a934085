import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ArkletAnswer } from './real-base.ts';

export interface ArkletRequest {
  method: 'POST' | 'GET';
  path: string;
  /** Sent as it is when it is a string. */
  body?: Record<string, unknown> | string;
}

/** What was sent to an Arklet and what came back. */
export interface Exchange {
  request: ArkletRequest;
  status: number;
  headers: Record<string, string>;
  /** The JSON that was answered, else the text. */
  answer: ArkletAnswer | string;
}

/** An exchange with a real base, kept in test/fixtures/arklet. */
export interface Recording extends Exchange {
  /** A date. */
  recorded: string;
  runtime: string;
  /** The flags of the base that answered. */
  base: { activateNewModule: boolean; keepFailed: boolean };
}

/** A folder of this machine, and what it is called in an exchange. */
export type Place = readonly [real: string, told: string];

const FIXTURES = new URL('../fixtures/arklet/', import.meta.url);
const ANSWER_TIMEOUT_MS = 60_000;

/** Sends one request to `origin`; paths in it and in the answer are those told to others. */
export async function exchange(
  origin: string,
  request: ArkletRequest,
  places: readonly Place[] = [],
): Promise<Exchange> {
  const { method, path, body } = request;
  const real = new Map(places.map(([from, told]) => [told, from]));
  const sent = replaceAll(typeof body === 'object' ? JSON.stringify(body) : body, real);
  const response = await fetch(origin + path, {
    method,
    ...(sent === undefined ? {} : { body: sent }),
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  });
  // The CPU and the Java of whoever recorded are nobody's business.
  const text = replaceAll(await response.text(), new Map(places))!
    .replace(/("java home":)"[^"]*"/, '$1"/java"')
    .replace(/("cpu":\{[^}]*"type":)"[^"]*"/, '$1"cpu"');
  return {
    request,
    status: response.status,
    headers: Object.fromEntries(response.headers),
    answer: text.startsWith('{') ? (JSON.parse(text) as ArkletAnswer) : text,
  };
}

/** In one pass: what has been put in is not looked at again. */
function replaceAll(
  text: string | undefined,
  replacements: ReadonlyMap<string, string>,
): string | undefined {
  if (replacements.size === 0) return text;
  const from = [...replacements.keys()].map((key) => key.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return text?.replace(new RegExp(from.join('|'), 'g'), (found) => replacements.get(found)!);
}

/** What a real base answered, by the name of its file without `.json`. */
export function readRecording(name: string): Recording {
  return JSON.parse(readFileSync(fileOf(name), 'utf8')) as Recording;
}

export function writeRecording(name: string, recording: Recording): void {
  writeFileSync(fileOf(name), `${JSON.stringify(recording, undefined, 2)}\n`);
}

function fileOf(name: string): string {
  return fileURLToPath(new URL(`${name}.json`, FIXTURES));
}

/**
 * What two answers to the same request have in common whenever and wherever they are given:
 * no times and amounts, and of a stack trace the causes without the frames.
 */
export function stable(value: unknown): unknown {
  if (typeof value === 'number') return 0;
  if (typeof value === 'string') return stableText(value);
  if (Array.isArray(value)) return value.map(stable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, stable(one)]));
}

function stableText(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^\s+(at |\.\.\. )/.test(line))
    .join('\n')
    .replace(/\d{17}/g, '<time>')
    .replace(/cost: \d+ ms, started at: [\d:,]+/, 'cost: <time>')
    .replace(/unnamed module @[0-9a-f]+/g, 'unnamed module')
    .replace(/^17\.0\.\d+$/, '<java>')
    .replace(/^(INITIALIZED|EXECUTING)$/, '<under way>');
}
