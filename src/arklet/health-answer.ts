import type { BaseHealth, BizInfo, MemoryUse } from '../world.ts';
import { bizInfo, record, type Envelope } from './answers.ts';
import { NoAnswer, beginning } from './no-answer.ts';

const MEGABYTE = 1024 * 1024;

/**
 * What `/health` says. Metaspace comes in bytes, the heap in megabytes, and a missing limit as -1
 * (runtime, arklet-core JvmIndicator).
 */
export function baseHealth(envelope: Envelope): BaseHealth {
  if (envelope.code !== 'SUCCESS') {
    throw new NoAnswer(`answered ${envelope.code}: ${beginning(envelope.message)}`, false, true);
  }
  const health = record(record(envelope.data)['healthData']);
  const jvm = record(health['jvm']);
  const metaspace = use(jvm['java used metaspace'], jvm['java max metaspace'], 1);
  const heap = use(jvm['used heap memory(M)'], jvm['max heap memory(M)'], MEGABYTE);
  const up = number(jvm['run time(s)']);
  const java = jvm['java version'];
  const master = masterOf(record(health['masterBizInfo']));
  return {
    ...(metaspace === undefined ? {} : { metaspace }),
    ...(heap === undefined ? {} : { heap }),
    ...(up === undefined ? {} : { upSeconds: up }),
    ...(typeof java === 'string' ? { javaVersion: java } : {}),
    ...(master === undefined ? {} : { master }),
  };
}

function use(used: unknown, max: unknown, unit: number): MemoryUse | undefined {
  const [taken, most] = [number(used), number(max)];
  // A JVM without such a pool says -1 for all of it.
  if (taken === undefined || taken < 0) return undefined;
  return {
    used: Math.round(taken * unit),
    ...(most === undefined || most < 0 ? {} : { max: Math.round(most * unit) }),
  };
}

function masterOf(info: Record<string, unknown>): BizInfo | undefined {
  return typeof info['bizName'] === 'string' ? bizInfo(info) : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
