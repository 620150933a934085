import { describe, expect, it } from 'vitest';
import { createResults, type OutputFormat } from '../../../src/terminal/results.ts';
import { createSink } from '../../../src/terminal/streams.ts';
import { createPaint } from '../../../src/terminal/text/color.ts';
import type { Listing } from '../../../src/world.ts';
import { FakeStream } from '../../unit/terminal/fake-stream.ts';

interface Shown {
  readonly out: string;
  readonly err: string;
}

function show(listing: Listing, format: OutputFormat, columns?: number, level: 0 | 1 = 0): Shown {
  const out = new FakeStream(columns === undefined ? undefined : { columns });
  const err = new FakeStream();
  const paint = createPaint(level);
  const results = createResults({
    out: createSink(out),
    outPaint: paint,
    err: createSink(err),
    errPaint: paint,
    format,
  });
  results.listing(listing);
  return { out: `\n${out.text}`, err: err.text };
}

const field = (name: string) => (item: Record<string, unknown>) => (item[name] as string | undefined) ?? '';

const modules: Listing = {
  kind: 'ModuleList',
  columns: [
    { title: 'BASE', value: field('base') },
    { title: 'MODULE', value: field('module') },
    { title: 'VERSION', value: field('version') },
    {
      title: 'STATE',
      value: field('state'),
      tone: (item) => (item['state'] === 'broken' ? 'bad' : 'good'),
    },
    { title: 'URL', value: field('url'), wide: true },
  ],
  items: [
    {
      base: 'vnode.a.dev',
      module: 'biz1',
      version: '1.0.2',
      state: 'activated',
      url: 'https://r/1',
    },
    {
      base: 'vnode.上海-二.dev',
      module: '订单',
      version: '1.0.2',
      state: 'broken',
      url: 'https://r/2',
    },
    {
      base: 'vnode.\u001B[31mc\u202E.dev',
      module: 'biz\nfake row',
      version: '1.0.10-SNAPSHOT-20260105120000',
      state: 'activated',
      url: '',
    },
  ],
  empty: 'no modules found',
  name: field('base'),
};

describe('a listing', () => {
  it('in a pipe: everything, whatever the width', () => {
    expect(show(modules, 'table').out).toBe(`
BASE                MODULE         VERSION                          STATE
vnode.a.dev         biz1           1.0.2                            activated
vnode.上海-二.dev   订单           1.0.2                            broken
vnode.c�.dev        biz fake row   1.0.10-SNAPSHOT-20260105120000   activated
`);
  });

  it('on a terminal of 60 columns: the base stays whole', () => {
    expect(show(modules, 'table', 60).out).toBe(`
BASE                MODULE         VERSION         STATE
vnode.a.dev         biz1           1.0.2           activated
vnode.上海-二.dev   订单           1.0.2           broken
vnode.c�.dev        biz fake row   1.0.10-SNAPS…   activated
`);
  });

  it('on a terminal of 40 columns', () => {
    expect(show(modules, 'table', 40).out).toBe(`
BASE       MODULE     VERSION    STATE
vnode.a…   biz1       1.0.2      activa…
vnode.…    订单       1.0.2      broken
vnode.c…   biz fak…   1.0.10-…   activa…
`);
  });

  it('wide, on 200 columns', () => {
    expect(show(modules, 'wide', 200).out).toBe(`
BASE                MODULE         VERSION                          STATE       URL
vnode.a.dev         biz1           1.0.2                            activated   https://r/1
vnode.上海-二.dev   订单           1.0.2                            broken      https://r/2
vnode.c�.dev        biz fake row   1.0.10-SNAPSHOT-20260105120000   activated
`);
  });

  it('in colours', () => {
    const { out } = show({ ...modules, items: modules.items.slice(0, 2) }, 'table', 80, 1);
    expect(out).toContain('\u001B[32mactivated\u001B[39m\n');
    expect(out).toContain('\u001B[31mbroken\u001B[39m\n');
  });

  it('as names', () => {
    expect(show(modules, 'name').out).toBe(`
vnode.a.dev
vnode.上海-二.dev
vnode.c�.dev
`);
  });

  it('as JSON keeps the data and escapes what a terminal would obey', () => {
    const { out } = show(modules, 'json');
    expect(out).toContain('"base": "vnode.\\u001b[31mc\\u202e.dev"');
    expect(JSON.parse(out)).toEqual({
      apiVersion: 'koupctl.koupleless.io/v1',
      kind: 'ModuleList',
      items: modules.items,
    });
  });

  it('as YAML', () => {
    const { out } = show({ ...modules, items: modules.items.slice(1) }, 'yaml');
    expect(out).toBe(`
apiVersion: koupctl.koupleless.io/v1
kind: ModuleList
items:
  - base: vnode.上海-二.dev
    module: 订单
    version: 1.0.2
    state: broken
    url: https://r/2
  - base: "vnode.\\e[31mc\\u202e.dev"
    module: |-
      biz
      fake row
    version: 1.0.10-SNAPSHOT-20260105120000
    state: activated
    url: ""
`);
  });

  it('without rows: said on stderr, or an empty document', () => {
    const none = { ...modules, items: [] };
    expect(show(none, 'table')).toEqual({ out: '\n', err: 'no modules found\n' });
    expect(show(none, 'name')).toEqual({ out: '\n', err: '' });
    expect(JSON.parse(show(none, 'json').out)).toMatchObject({ items: [] });
  });
});
