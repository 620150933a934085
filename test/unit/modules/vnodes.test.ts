import { describe, expect, test } from 'vitest';
import type { Base } from '../../../src/modules/base.ts';
import { reachedThrough, type PodOnVnode } from '../../../src/modules/vnodes.ts';
import { baseOf } from './live-site.ts';

const service = '10.96.0.7';

function vnode(name: string, ip: string, host: string, port = 1238): Base {
  return baseOf({ name, ip, port, labels: { 'base.koupleless.io/host-name': host } });
}

function pod(node: string | undefined, ip: string | undefined, name = 'biz1'): PodOnVnode {
  return { node, namespace: 'shop', name, ip };
}

/** `10.0.0.1 by shop/biz1`, by vnode. */
function ways(vnodes: readonly Base[], pods: readonly PodOnVnode[]): string[] {
  return [...reachedThrough(vnodes, pods).values()].map(({ ip, via }) =>
    via === undefined ? ip : `${ip} by ${via.namespace}/${via.pod}:${via.port}`,
  );
}

describe('where vnodes are reached', () => {
  test('at their own address, and through a pod that lies there', () => {
    const one = vnode('vnode.a.dev', '10.0.0.1', 'a', 1239);
    expect(ways([one], [])).toEqual(['10.0.0.1']);
    expect(ways([one], [pod('vnode.a.dev', '10.0.0.1')])).toEqual(['10.0.0.1 by shop/biz1:1239']);
  });

  test("a pod's address counts where the vnode shows the kubelet proxy's Service", () => {
    const one = vnode('vnode.a.dev', service, 'a');
    expect(ways([one], [pod('vnode.a.dev', '10.0.0.1')])).toEqual(['10.0.0.1 by shop/biz1:1238']);
  });

  test("without a pod the proxy's Service, which vnodes share, is never taken for a base", () => {
    const named = vnode('vnode.10.0.0.3.dev', service, 'c');
    const byHand = vnode('vnode.b.dev', service, 'b');
    expect(ways([named, byHand], [])).toEqual(['10.0.0.3', '']);
    expect(ways([named, byHand], [pod('vnode.b.dev', '10.0.0.2')])).toEqual([
      '10.0.0.3',
      '10.0.0.2 by shop/biz1:1238',
    ]);
  });

  test('bases of one machine share its address, and so do two nodes of one base', () => {
    const twins = [
      vnode('vnode.a.dev', '10.0.0.1', 'a'),
      vnode('vnode.b.dev', '10.0.0.1', 'b', 1239),
    ];
    expect(ways(twins, [])).toEqual(['10.0.0.1', '10.0.0.1']);
    const again = [vnode('vnode.a.dev', '10.0.0.1', 'a'), vnode('vnode.c.dev', '10.0.0.1', 'a')];
    expect(ways(again, [])).toEqual(['10.0.0.1', '10.0.0.1']);
  });

  test('a pod that says what the vnode says is believed before one of an earlier life', () => {
    const one = vnode('vnode.a.dev', '10.0.0.9', 'a');
    const fresh = pod('vnode.a.dev', '10.0.0.9', 'fresh');
    const stale = pod('vnode.a.dev', '10.0.0.1', 'stale');
    expect(ways([one], [fresh, stale])).toEqual(['10.0.0.9 by shop/fresh:1238']);
    expect(ways([one], [stale, fresh])).toEqual(['10.0.0.9 by shop/fresh:1238']);
  });

  test('a pod without an address, or elsewhere, is no way', () => {
    const one = vnode('vnode.a.dev', '10.0.0.1', 'a');
    const pods = [
      pod('vnode.a.dev', undefined),
      pod('vnode.a.dev', ''),
      pod('vnode.z.dev', '10.0.0.5'),
      pod(undefined, '10.0.0.6'),
    ];
    expect(ways([one], pods)).toEqual(['10.0.0.1']);
  });
});
