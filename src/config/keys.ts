import type { Language } from '../world.ts';
import type { ConfirmMode, OnFailure, Policy, Proof } from '../plan/types.ts';
import { batchSizesText, parseBatchSizes } from './batch-size.ts';
import { parseMaxUnavailable } from './max-unavailable.ts';
import {
  choiceKey,
  key,
  type Key,
  pathKey,
  pauseKey,
  textKey,
  textSchema,
  timeKey,
} from './key.ts';
import { parseCount, parseEnv, parseNamespace, parseText } from './parsers.ts';

const formats = ['table', 'wide', 'json', 'yaml', 'name'] as const;
const languages: readonly Language[] = ['en', 'zh'];
const policies: readonly Policy[] = [
  'install-then-uninstall',
  'blue-green',
  'uninstall-then-install',
];
const confirms: readonly ConfirmMode[] = ['each', 'first', 'none'];
const failures: readonly OnFailure[] = ['hold', 'rollback'];
const proofs: readonly Proof[] = ['base', 'kubernetes'];
const arkletModes = ['auto', 'direct', 'proxy'] as const;

const sizeSchema = [
  { type: 'integer', minimum: 1 },
  { type: 'string', pattern: '^[0-9]+%?( *, *[0-9]+%?)*$' },
];

/** Every setting there is, in the order in which they are listed to people. */
export const keys = {
  namespace: textKey(
    {
      name: 'namespace',
      env: 'KOUPCTL_NAMESPACE',
      flag: '--namespace',
      describe: "namespace of the workload; without it the context's",
      default: undefined,
    },
    parseNamespace,
  ),
  context: textKey({
    name: 'context',
    env: 'KOUPCTL_CONTEXT',
    flag: '--context',
    describe: 'context of the kubeconfig; without it the current one',
    default: undefined,
  }),
  kubeconfig: pathKey({
    name: 'kubeconfig',
    env: 'KOUPCTL_KUBECONFIG',
    flag: '--kubeconfig',
    describe: 'kubeconfig file; without it `KUBECONFIG`, then `~/.kube/config`',
    default: undefined,
  }),
  output: choiceKey(formats, {
    name: 'output',
    env: 'KOUPCTL_OUTPUT',
    flag: '--output',
    describe: 'format of results',
    default: 'table',
  }),
  lang: choiceKey(languages, {
    name: 'lang',
    env: 'KOUPCTL_LANG',
    flag: '--lang',
    describe:
      'language: English or Chinese; without it what `LC_ALL`, `LC_MESSAGES` or `LANG` says',
    default: undefined,
  }),
  timeout: timeKey({
    name: 'timeout',
    env: 'KOUPCTL_TIMEOUT',
    flag: '--timeout',
    describe: 'how long one batch may take to become healthy',
    default: '15m',
  }),
  batches: key({
    name: 'batches',
    env: 'KOUPCTL_BATCHES',
    flag: '--batches',
    describe: 'number of batches, as equal as can be; not together with `batchSize`',
    default: undefined,
    parse: parseCount,
    show: String,
    schema: { type: 'integer', minimum: 1 },
  }),
  batchSize: key({
    name: 'batchSize',
    env: 'KOUPCTL_BATCH_SIZE',
    flag: '--batch-size',
    describe: 'sizes of the batches, bases or percentages; the last repeats: `1,30%,100%`',
    default: undefined,
    parse: parseBatchSizes,
    show: batchSizesText,
    schema: {
      anyOf: [...sizeSchema, { type: 'array', minItems: 1, items: { anyOf: sizeSchema } }],
    },
    list: true,
  }),
  policy: choiceKey(policies, {
    name: 'policy',
    env: 'KOUPCTL_POLICY',
    flag: '--policy',
    describe: 'which version goes and comes first; without it the plan chooses and says why',
    default: undefined,
  }),
  maxUnavailable: key({
    name: 'maxUnavailable',
    env: 'KOUPCTL_MAX_UNAVAILABLE',
    flag: '--max-unavailable',
    describe:
      'open no batch while more modules than that are, or would be, out of service: a number, or a percentage of the replicas, rounded down; without it nobody counts',
    default: undefined,
    parse: parseMaxUnavailable,
    show: (most) => batchSizesText([most]),
    schema: {
      anyOf: [
        { type: 'integer', minimum: 0 },
        { type: 'string', pattern: '^ *([0-9]+|0*(100|[0-9]{1,2})%) *$' },
      ],
    },
  }),
  confirm: choiceKey(confirms, {
    name: 'confirm',
    env: 'KOUPCTL_CONFIRM',
    flag: '--confirm',
    describe: 'ask before each further batch, after the first one, or not at all',
    default: 'each',
  }),
  gray: pauseKey({
    name: 'gray',
    env: 'KOUPCTL_GRAY',
    flag: '--gray',
    describe: 'pause between two batches',
    default: '0s',
  }),
  soak: pauseKey({
    name: 'soak',
    env: 'KOUPCTL_SOAK',
    flag: '--soak',
    describe: 'how long a batch must stay healthy before it counts as healthy',
    default: '10s',
  }),
  onFailure: choiceKey(failures, {
    name: 'onFailure',
    env: 'KOUPCTL_ON_FAILURE',
    flag: '--on-failure',
    describe: 'leave a failed or timed-out rollout held, or undo it',
    default: 'hold',
  }),
  rollbackTimeout: timeKey({
    name: 'rollbackTimeout',
    env: 'KOUPCTL_ROLLBACK_TIMEOUT',
    flag: '--rollback-timeout',
    describe: 'how long undoing may take',
    default: '15m',
  }),
  proof: choiceKey(proofs, {
    name: 'proof',
    env: 'KOUPCTL_PROOF',
    flag: '--proof',
    describe: "what proves a batch: the bases' own answers, or Kubernetes alone",
    default: 'base',
  }),
  env: textKey(
    {
      name: 'env',
      env: 'KOUPCTL_ENV',
      flag: '--env',
      describe: 'environment in the names of the vnodes',
      default: 'dev',
    },
    parseEnv,
  ),
  arkletMode: choiceKey(arkletModes, {
    name: 'arklet.mode',
    env: 'KOUPCTL_ARKLET_MODE',
    flag: '--arklet',
    describe: "reach bases directly, through the API server's pod proxy, or by whichever works",
    default: 'auto',
  }),
  arkletTimeout: timeKey({
    name: 'arklet.timeout',
    env: 'KOUPCTL_ARKLET_TIMEOUT',
    flag: undefined,
    describe: 'how long a base may take to answer',
    default: '3s',
  }),
  templates: pathKey({
    name: 'templates',
    env: 'KOUPCTL_TEMPLATES',
    flag: '--template',
    describe: 'folder of templates, relative to the file that names it; without it the built-in',
    default: undefined,
  }),
  protectedContexts: key({
    name: 'protectedContexts',
    env: 'KOUPCTL_PROTECTED_CONTEXTS',
    flag: undefined,
    describe: 'contexts in which nothing is changed without a person who says yes',
    default: '',
    parse: parseNames,
    show: (names) => names.join(','),
    schema: { anyOf: [textSchema, { type: 'array', items: textSchema }] },
    list: true,
  }),
} as const;

export type KeyId = keyof typeof keys;

export type ValueOf<I extends KeyId> =
  (typeof keys)[I] extends Key<infer T, infer D>
    ? D extends undefined
      ? T | undefined
      : T
    : never;

export const keyIds = Object.keys(keys) as KeyId[];

function parseNames(list: string): readonly string[] {
  return list === '' ? [] : list.split(',').map((name) => parseText(name.trim()));
}
