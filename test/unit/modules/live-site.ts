import type { Base } from '../../../src/modules/base.ts';
import { joinLive, wishKey, type LiveInput } from '../../../src/modules/live-join.ts';
import type { AskedBase, LiveRow, Wish } from '../../../src/modules/live-row.ts';
import type { Placed } from '../../../src/modules/placed.ts';
import type { BizInfo, BizState } from '../../../src/world.ts';

/** What a join is given, in a few words. */

export const now = Date.parse('2026-11-22T10:00:00Z');
export const vnode = 'vnode.10.0.0.1.dev';

export function baseOf(more: Partial<Base> = {}): Base {
  const name = more.name ?? vnode;
  return {
    id: name,
    world: 'v2',
    name,
    ip: '10.0.0.1',
    port: 1238,
    ready: true,
    labels: {},
    ...more,
  };
}

/** `biz1:1.0.0 activated`, as a base lists it. */
export function biz(text: string): BizInfo {
  const [identity = '', state = 'activated'] = text.split(' ');
  const [name = '', version = ''] = identity.split(':');
  return { name, version, state: state as BizState };
}

export function asked(base: Base, listed: readonly string[] | string): AskedBase {
  const answer =
    typeof listed === 'string'
      ? ({ ok: false, why: listed, at: now } as const)
      : ({ ok: true, value: listed.map(biz), at: now } as const);
  return { base, answer };
}

export function placed(identity: string, more: Partial<Placed> = {}): Placed {
  const [module = '', version = ''] = identity.split(':');
  const { base = vnode, ready = true } = more;
  return {
    world: 'v2',
    namespace: 'shop',
    module,
    version,
    state: ready ? 'Running' : 'NotReady',
    ready,
    base,
    baseIp: '10.0.0.1',
    url: '',
    workload: `Deployment/${module}`,
    object: `${module}-${version}`,
    createdAt: '',
    baseId: base,
    since: now - 3_600_000,
    leaving: false,
    goneBy: undefined,
    ownReady: ready,
    ...more,
  };
}

export function wish(workload: string, version: string, rolling = false): [string, Wish] {
  const module = workload.split('/')[1] ?? '';
  const versions = new Map([[module, version]]);
  return [wishKey({ namespace: 'shop', workload }), { versions, rolling }];
}

export function join(input: Partial<LiveInput>): LiveRow[] {
  return joinLive({ placed: [], bases: [], wishes: new Map(), whole: true, now, ...input });
}

/** `biz1 1.0.0 inactive dark`, with `!` behind what counts as a fault. */
export function told(rows: readonly LiveRow[]): string[] {
  return rows.map(
    ({ module, version, live, fault, reason }) =>
      `${module} ${version} ${live}${fault ? '!' : ''} ${reason.code}`,
  );
}
