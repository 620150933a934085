import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import {
  base,
  biz,
  evidence,
  module,
  node,
  notReady,
  now,
  oneOf,
  pending,
  place,
  rejected,
  type Case,
} from './scenes.ts';

const mebi = 1024 * 1024;
function installedAs(name: string) {
  const reason = `Install Biz: ${name}:2.0.0 success, cost: 3 ms`;
  return [{ module, at: now, result: 'installed', reason } as const];
}

const installs: readonly Case[] = [
  [
    'the answer to an install names a missing file',
    'bad-url',
    'certain',
    oneOf({ biz: [], asked: rejected('FileNotFoundException: http://x') }, pending),
  ],
  [
    'a module that reaches no database, on a base that lists what failed',
    'module-throws',
    'certain',
    oneOf(
      { biz: [biz('biz1:2.0.0', 'broken')], asked: rejected('ConnectException: refused') },
      notReady,
    ),
  ],
  [
    'the same on a base that forgets what failed',
    'module-throws',
    'certain',
    oneOf(
      {
        biz: [],
        asked: rejected('ConnectException: refused').map((one) => ({ ...one, fromMain: true })),
      },
      pending,
    ),
  ],
  [
    'a url without a protocol',
    'bad-url',
    'certain',
    oneOf({ biz: [] }, { ...pending, modules: [{ ...module, url: 'jars/biz1.jar' }] }),
  ],
  [
    'what is there is no module',
    'not-a-module',
    'certain',
    oneOf(
      { biz: [], asked: rejected('IllegalArgumentException: Archive must be a ark biz!') },
      pending,
    ),
  ],
  [
    'listed as broken',
    'module-throws',
    'certain',
    oneOf({ biz: [biz('biz1:2.0.0', 'broken')] }, notReady),
  ],
  [
    'broken, and the base has said why',
    'module-throws',
    'certain',
    oneOf(
      { biz: [biz('biz1:2.0.0', 'broken')], asked: rejected('IllegalStateException: no table') },
      notReady,
    ),
  ],
  [
    'an answer that nobody knows',
    'install-rejected',
    'certain',
    oneOf({ biz: [], asked: rejected('blacklisted by the platform') }, pending),
  ],
  [
    'the answer says Metaspace',
    'metaspace-full',
    'certain',
    oneOf({ biz: [], asked: rejected('OutOfMemoryError: Metaspace') }, pending),
  ],
  [
    'broken, with no metaspace left',
    'metaspace-full',
    'likely',
    oneOf(
      {
        biz: [biz('biz1:2.0.0', 'broken')],
        health: { metaspace: { used: 119 * mebi, max: 120 * mebi } },
      },
      notReady,
    ),
  ],
  [
    'another module of the base has its path',
    'context-path-twice',
    'certain',
    oneOf(
      { biz: [biz('biz1:2.0.0', 'broken', '/shop'), biz('web:1.0.0', 'activated', '/shop')] },
      notReady,
    ),
  ],
  [
    'Tomcat says that its path is taken',
    'context-path-twice',
    'certain',
    oneOf(
      { biz: [], asked: rejected('IllegalArgumentException: Child name [/shop] is not unique') },
      pending,
    ),
  ],
  [
    'the jar installed itself under another name',
    'name-mismatch',
    'certain',
    oneOf({ biz: [], asked: installedAs('biz9') }, pending),
  ],
  [
    'another name at this version is on the base, and nobody wants it',
    'name-mismatch',
    'likely',
    {
      ...oneOf({ biz: [biz('biz9:2.0.0', 'activated')] }, pending),
      orphans: [{ base: base(1).base, biz: biz('biz9:2.0.0', 'activated') }],
    },
  ],
  ['no trace on the base', 'install-left-no-trace', 'likely', oneOf({ biz: [] }, pending)],
  [
    'asked to install, it said nothing',
    'install-unanswered',
    'likely',
    oneOf(
      {
        biz: [],
        asked: [{ module, at: now, result: 'unanswered', reason: 'no answer within 60 s' }],
      },
      pending,
    ),
  ],
  [
    'another package under the version before',
    'version-unchanged',
    'certain',
    {
      ...oneOf({ biz: [] }, pending),
      before: { modules: [{ ...module, url: 'http://jars.test/old.jar' }] },
    },
  ],
];

const bases: readonly Case[] = [
  [
    'its node is not there',
    'base-gone',
    'certain',
    { places: [place(1, undefined, { baseName: 'vnode.10.0.0.1.dev' }), place(2, base(2))] },
  ],
  [
    'a base that the record knows is not there, and its pod has no place',
    'base-gone',
    'certain',
    {
      bases: [base(1)],
      reached: ['vnode.10.0.0.1.dev', 'vnode.10.0.0.2.dev'],
      nodes: [node(1)],
      places: [
        place(1, base(1)),
        place(3, undefined, { unschedulable: '0/1 nodes are available' }),
      ],
    },
  ],
  ['it refuses connections', 'base-down', 'certain', oneOf({ silent: 'connection refused' })],
  ['it does not answer', 'base-hangs', 'likely', oneOf({ silent: 'no answer within 5 s' })],
  ['Ready in Kubernetes, and nothing on the base', 'base-restarted', 'likely', oneOf({ biz: [] })],
  [
    'the same, and its JVM is younger than the pod',
    'base-restarted',
    'certain',
    oneOf({ biz: [], health: { upSeconds: 60 } }),
  ],
  [
    'the same, and Kubernetes has seen it',
    'base-restarted',
    'certain',
    oneOf({ biz: [], health: { upSeconds: 60 } }, pending),
  ],
  [
    'its node was made anew after the pod was looked after',
    'base-came-back',
    'certain',
    oneOf(
      { biz: [], base: { createdAt: now - 60_000 } },
      { ...pending, reportedAt: now - 90_000, createdAt: now - 100_000, since: now - 100_000 },
    ),
  ],
  [
    'a pod without the label that the controller looks for',
    'never-picked-up',
    'certain',
    oneOf({ biz: [] }, { ...pending, labels: { app: 'biz1' } }),
  ],
];

describe.each([
  ['installs', installs],
  ['bases', bases],
])('%s', (_, cases) => {
  test.each(cases)('%s: %s', (_what, code, confidence, seen) => {
    const [first] = diagnose(evidence(seen));
    expect(first).toMatchObject({ code, confidence });
    expect(first?.evidence.length).toBeGreaterThan(0);
  });
});
