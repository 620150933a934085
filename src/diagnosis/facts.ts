import { maskUrls } from '../manifest/masked-url.ts';
import type { PodModule } from '../modules/module-pod.ts';
import type { BizInfo, BizName } from '../world.ts';
import type { Fact } from './cause.ts';
import type { BaseSeen, PlaceSeen } from './evidence.ts';

/** One fact; secrets in addresses are masked here, as they go to people and into JSON. */
export function fact(object: string, field: string, value: unknown): Fact {
  return { object, field, value: maskUrls(String(value)) };
}

export function nameOf({ name, version }: BizName): string {
  return `${name}:${version}`;
}

export function isSame(a: BizName, b: BizName): boolean {
  return a.name === b.name && a.version === b.version;
}

/** `base 10.1.0.45`. */
export function baseObject({ base }: BaseSeen): string {
  return `base ${base.ip === '' ? base.name : base.ip}`;
}

/** What a base lists, as one fact. */
export function listed(base: BaseSeen): Fact {
  const biz = base.answer?.ok === true ? base.answer.value : [];
  const words = biz.map((one) => `${nameOf(one)} ${one.state}`).join(', ');
  return fact(baseObject(base), 'queryAllBiz', words === '' ? 'no module' : words);
}

/** What the base lists of this module; undefined where it lists none, or did not answer. */
export function bizOn(base: BaseSeen | undefined, module: PodModule): BizInfo | undefined {
  if (base?.answer?.ok !== true) return undefined;
  return base.answer.value.find((one) => isSame(one, module));
}

export function readyFact(place: PlaceSeen): Fact {
  return place.world === 'v1'
    ? fact(place.object, 'status.status', place.state === '' ? 'none' : place.state)
    : fact(place.object, 'status', `${place.state}, Ready ${place.ready ? 'True' : 'False'}`);
}

/** Whether any base could be asked: else silence says nothing of a single one. */
export function anyAnswered(bases: readonly BaseSeen[]): boolean {
  return bases.some((one) => one.answer?.ok === true);
}

export function isOlder(since: number, now: number, ms: number): boolean {
  return now - since >= ms;
}
