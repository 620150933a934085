import type { ArkletReply, BizInfo, BizName, BizState } from '../world.ts';
import { NoAnswer, beginning } from './no-answer.ts';
import { reasonOf } from './reason.ts';

/** What every Arklet answer is wrapped in. Absent texts are ''. */
export interface Envelope {
  readonly code: string;
  readonly message: string;
  readonly data: unknown;
  readonly stack: string;
}

/** Reads the first JSON value of an answer; a NoAnswer where it isn't Arklet's. */
export function parseEnvelope(text: string): Envelope {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new NoAnswer(`not JSON: ${beginning(text)}`, false, true);
  }
  const envelope = record(value);
  if (typeof envelope['code'] !== 'string') {
    throw new NoAnswer(`not an Arklet: ${beginning(text)}`, false, true);
  }
  return {
    code: envelope['code'],
    message: string(envelope['message']),
    data: envelope['data'],
    stack: string(envelope['errorStackTrace']),
  };
}

/** The modules of a queryAllBiz answer. */
export function bizInfos(envelope: Envelope): BizInfo[] {
  if (envelope.code !== 'SUCCESS') {
    throw new NoAnswer(`answered ${envelope.code}: ${beginning(envelope.message)}`, false, true);
  }
  if (!Array.isArray(envelope.data)) throw new NoAnswer('answered no list', false, true);
  return (envelope.data as unknown[]).map(record).map(bizInfo);
}

export function bizInfo(biz: Record<string, unknown>): BizInfo {
  const path = biz['webContextPath'];
  return {
    name: string(biz['bizName']),
    version: string(biz['bizVersion']),
    state: bizState(biz['bizState']),
    ...(typeof path === 'string' ? { webContextPath: path } : {}),
  };
}

const states: ReadonlySet<string> = new Set<BizState>([
  'unresolved',
  'resolved',
  'activated',
  'deactivated',
  'broken',
  'stopped',
]);

// Current runtimes spell states in lower case, older ones and the actuator in upper case.
function bizState(value: unknown): BizState {
  const state = string(value).toLowerCase();
  return states.has(state) ? (state as BizState) : 'unknown';
}

/** What Arklet said to a command that changes something. */
export function arkletReply(envelope: Envelope): ArkletReply {
  const innerCode = string(record(envelope.data)['code']);
  const installed = installedIn(record(envelope.data));
  return {
    success: envelope.code === 'SUCCESS' && (innerCode === '' || innerCode === 'SUCCESS'),
    code: envelope.code,
    innerCode,
    reason: reasonOf(envelope, string(record(envelope.data)['message'])),
    ...(envelope.stack === '' ? {} : { stack: envelope.stack }),
    ...(installed === undefined ? {} : { installed }),
    ...(thrownByMain.test(envelope.message) ? { fromMain: true } : {}),
  };
}

/** sofa-ark runs a module's main by reflection; what reads its jar throws as it is. */
const thrownByMain = /InvocationTargetException/;

/** Of an install that was refused as a repetition only the message names the jar. */
function installedIn(data: Record<string, unknown>): BizName | undefined {
  const infos = data['bizInfos'];
  if (Array.isArray(infos) && infos.length > 0) {
    const { name, version } = bizInfo(record(infos[0]));
    return { name, version };
  }
  const repeated = /^Biz: ([^:\s]+):(\S+) has been installed/.exec(string(data['message']));
  return repeated ? { name: repeated[1] ?? '', version: repeated[2] ?? '' } : undefined;
}

export function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function string(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
