import { describe } from 'vitest';
import type { Facts } from '../../../src/manifest/rule.ts';
import { changed, cluster, drop, fixture, set, testCases, v1 } from './manifest-kit.ts';
import type { Case } from './manifest-kit.ts';

const strategy = 'spec/operationStrategy';

const early: Facts = {
  ...cluster,
  v1: { ...v1, group: 'serverless.alipay.com', dialect: 'pause', maxUnavailable: 'any' },
};

const cases: Case[] = [
  { name: 'nothing to say', edits: [], says: [] },
  ...['koupleless.alipay.com', 'serverless.alipay.com', 'modules.example.com'].map((group) => ({
    name: `the group ${group}`,
    edits: [set('apiVersion', `${group}/v1alpha1`)],
    says: [
      `apiVersion: ${group}/v1alpha1 becomes koupleless.io/v1alpha1, the one this cluster serves`,
    ],
    gives: { apiVersion: 'koupleless.io/v1alpha1' },
  })),
  {
    name: 'the current group on an early cluster',
    edits: [set('metadata/labels/koupleless.io~1team', 'a')],
    facts: early,
    says: [
      'becomes serverless.alipay.com/v1alpha1',
      'koupleless.io/team becomes serverless.alipay.com/team',
    ],
    gives: { apiVersion: 'serverless.alipay.com/v1alpha1' },
  },
  {
    name: 'labels under other prefixes, the marker too; ours wins',
    edits: [
      set('metadata/labels', {
        'koupleless.alipay.com/team': 'a',
        'module.serverless.alipay.com/stock': 'true',
        'koupleless.alipay.com/zone': 'old',
        'koupleless.io/zone': 'new',
        'example.com/x': 'y',
      }),
    ],
    says: [
      'koupleless.alipay.com/team becomes koupleless.io/team',
      'module.serverless.alipay.com/stock becomes module.koupleless.io/stock',
      'koupleless.alipay.com/zone is dropped, koupleless.io/zone is there',
    ],
    gives: {
      'metadata/labels': {
        'koupleless.io/team': 'a',
        'module.koupleless.io/stock': 'true',
        'koupleless.io/zone': 'new',
        'example.com/x': 'y',
      },
    },
  },
  {
    name: 'V1 not installed',
    edits: [],
    alone: { server: { major: 1, minor: 34 } },
    says: ['error v1-group apiVersion: this cluster serves no ModuleDeployment'],
  },
  {
    name: 'no cluster asked, the group of the documentation',
    edits: [set('apiVersion', 'koupleless.alipay.com/v1alpha1')],
    alone: {},
    says: ['warning v1-group apiVersion: no release ever served the group koupleless.alipay.com'],
    gives: { apiVersion: 'koupleless.alipay.com/v1alpha1' },
  },
  ...[drop('metadata/labels'), set('metadata/labels', {}), set('metadata/labels', null)].map(
    (edit) => ({
      name: `without labels: ${JSON.stringify(edit)}`,
      edits: [edit],
      says: ['metadata.labels: a label is added: without any the controller crashes'],
      gives: { 'metadata/labels': { 'app.kubernetes.io/name': 'stock' } },
    }),
  ),
  ...[
    ['installThenUninstall', 'install_then_uninstall'],
    ['InstallThenUninstall', 'install_then_uninstall'],
    ['install-then-uninstall', 'install_then_uninstall'],
    ['uninstallThenInstall', 'uninstall_then_install'],
  ].map(([written, real]) => ({
    name: `upgrade policy ${written}`,
    edits: [set(`${strategy}/upgradePolicy`, written)],
    says: [`${written} becomes ${real}, as the controller spells it`],
    gives: { 'spec/operationStrategy/upgradePolicy': real },
  })),
  {
    name: 'an upgrade policy that does not exist',
    edits: [set(`${strategy}/upgradePolicy`, 'rolling')],
    says: [
      'warning v1-upgrade-policy spec.operationStrategy.upgradePolicy: rolling is no upgrade policy',
    ],
    gives: { 'spec/operationStrategy/upgradePolicy': 'rolling' },
  },
  {
    name: 'the policy that deletes base pods',
    edits: [set(`${strategy}/upgradePolicy`, 'scaleUpThenScaleDown')],
    says: ['becomes scaleup_then_scaledown', 'warning v1-upgrade-policy'],
  },
  {
    name: 'upgrade policy where release 0.5.0 had it',
    edits: [
      drop(`${strategy}/upgradePolicy`),
      set('spec/schedulingStrategy/upgradePolicy', 'installThenUninstall'),
    ],
    says: ['moved to operationStrategy'],
    gives: {
      'spec/operationStrategy/upgradePolicy': 'install_then_uninstall',
      'spec/schedulingStrategy/upgradePolicy': undefined,
    },
  },
  {
    name: 'upgrade policy in both places',
    edits: [set('spec/schedulingStrategy/upgradePolicy', 'uninstallThenInstall')],
    says: ['dropped: operationStrategy.upgradePolicy says it already'],
    gives: { 'spec/operationStrategy/upgradePolicy': 'install_then_uninstall' },
  },
  {
    name: 'Scatter',
    edits: [set('spec/schedulingStrategy/schedulingPolicy', 'Scatter')],
    says: ['Scatter becomes scatter: the server refuses any other spelling'],
    gives: { 'spec/schedulingStrategy/schedulingPolicy': 'scatter' },
  },
  {
    name: 'STACKING',
    edits: [set('spec/schedulingStrategy/schedulingPolicy', 'STACKING')],
    says: ['STACKING becomes stacking'],
  },
  {
    name: 'a scheduling policy that does not exist',
    edits: [set('spec/schedulingStrategy/schedulingPolicy', 'random')],
    says: [
      'error v1-scheduling-policy spec.schedulingStrategy.schedulingPolicy: the server refuses the scheduling policy random',
    ],
  },
  ...[120, '120', '120s'].map((written) => ({
    name: `gray time ${JSON.stringify(written)}`,
    edits: [set(`${strategy}/grayTime`, written), drop(`${strategy}/grayTimeBetweenBatchSeconds`)],
    says: ['spec.operationStrategy.grayTime: becomes grayTimeBetweenBatchSeconds'],
    gives: {
      'spec/operationStrategy/grayTime': undefined,
      'spec/operationStrategy/grayTimeBetweenBatchSeconds': 120,
    },
  })),
  {
    name: 'gray time said twice',
    edits: [set(`${strategy}/grayTime`, 120), set(`${strategy}/grayTimeBetweenBatchSeconds`, 60)],
    says: ['dropped: grayTimeBetweenBatchSeconds says it already'],
    gives: { 'spec/operationStrategy/grayTimeBetweenBatchSeconds': 60 },
  },
  {
    name: 'a gray time that is none',
    edits: [set(`${strategy}/grayTime`, 'soon'), drop(`${strategy}/grayTimeBetweenBatchSeconds`)],
    says: [
      'error v1-gray-time spec.operationStrategy.grayTime: the gray time is a whole number of seconds',
    ],
  },
  {
    name: 'pause on a cluster that confirms by number',
    edits: [set('spec/pause', false)],
    says: [
      'spec.pause: dropped: this controller has no pause; koupctl sets confirmBatchNum itself, batch by batch (to open the next batch run koupctl deploy again)',
    ],
    gives: { 'spec/pause': undefined },
  },
  {
    name: 'a stale confirmation',
    edits: [set('spec/confirmBatchNum', 1)],
    says: ['spec.confirmBatchNum: dropped: koupctl sets confirmBatchNum itself'],
    gives: { 'spec/confirmBatchNum': undefined },
  },
  {
    name: 'both, on a cluster that confirms by pause',
    edits: [
      set('apiVersion', 'serverless.alipay.com/v1alpha1'),
      set('spec/pause', true),
      set('spec/confirmBatchNum', 1),
    ],
    facts: early,
    says: [
      'spec.pause: dropped: koupctl sets pause itself, batch by batch (to stop after a batch use --pause-after N)',
      'spec.confirmBatchNum: dropped: this controller has no confirmBatchNum; koupctl sets pause itself',
    ],
    gives: { 'spec/pause': undefined, 'spec/confirmBatchNum': undefined },
  },
  {
    name: 'maxUnavailable of the documentation',
    edits: [set('spec/maxUnavailable', '50%')],
    says: ['spec.maxUnavailable: dropped: it was planned but never built'],
    gives: { 'spec/maxUnavailable': undefined },
  },
  {
    name: 'maxUnavailable in percent where the schema wants a number',
    edits: [set(`${strategy}/maxUnavailable`, '25%')],
    says: ['spec.operationStrategy.maxUnavailable: dropped: the server refuses "25%" here'],
    gives: { 'spec/operationStrategy/maxUnavailable': undefined },
  },
  {
    name: 'maxUnavailable as a number',
    edits: [set(`${strategy}/maxUnavailable`, 1)],
    says: ['info v1-ignored spec.operationStrategy.maxUnavailable'],
    gives: { 'spec/operationStrategy/maxUnavailable': 1 },
  },
  {
    name: 'maxUnavailable in percent on an early cluster',
    edits: [
      set('apiVersion', 'serverless.alipay.com/v1alpha1'),
      set(`${strategy}/maxUnavailable`, '25%'),
    ],
    facts: early,
    says: ['info v1-ignored spec.operationStrategy.maxUnavailable'],
  },
  {
    name: 'no template: the schema lets it pass, the module is missing',
    edits: [drop('spec/template'), drop('spec/baseDeploymentName')],
    says: [
      'error v1-module spec.baseDeploymentName: which base?',
      "error v1-module spec.template.spec.module.name: the module's name is missing",
      "error v1-module spec.template.spec.module.version: the module's version is missing",
      "error v1-module spec.template.spec.module.url: the module's url is missing",
    ],
  },
  {
    name: 'an address without protocol',
    edits: [set('spec/template/spec/module/url', 'packages.example.com/stock-1.0.2-ark-biz.jar')],
    says: [
      'error v1-module spec.template.spec.module.url: the base cannot load packages.example.com/stock',
    ],
  },
  {
    name: 'another version in the file name',
    edits: [set('spec/template/spec/module/version', '2.0.0')],
    says: [
      'warning v1-module spec.template.spec.module.url: the version is 2.0.0, but the file is named 1.0.2',
    ],
  },
  {
    name: 'a version that YAML took for a number',
    edits: [set('spec/template/spec/module/version', 1.1)],
    says: ['error string-fields spec.template.spec.module.version: text is needed here'],
  },
  {
    name: 'no replicas',
    edits: [drop('spec/replicas')],
    says: ['warning v1-replicas spec.replicas: without replicas the controller takes 0'],
  },
  {
    name: 'replicas -1',
    edits: [set('spec/replicas', -1)],
    says: ['warning v1-replicas spec.replicas: the controller replaces -1'],
  },
  {
    name: 'replicas in words',
    edits: [set('spec/replicas', 'two')],
    says: ['error v1-replicas spec.replicas: replicas is a whole number'],
  },
  {
    name: 'gray time without confirmation stops for good',
    edits: [
      set(`${strategy}/needConfirm`, false),
      set(`${strategy}/grayTimeBetweenBatchSeconds`, 60),
    ],
    says: [
      'warning v1-batches spec.operationStrategy.grayTimeBetweenBatchSeconds: without koupctl',
    ],
  },
  {
    name: 'batches that do not divide the replicas',
    edits: [
      set(`${strategy}/needConfirm`, false),
      set(`${strategy}/batchCount`, 3),
      set('spec/replicas', 5),
      set(`${strategy}/useBeta`, true),
    ],
    says: [
      '5 replicas in 3 batches end with too many installed',
      'info v1-batches spec.operationStrategy.useBeta',
    ],
  },
  {
    name: 'a Service that comes too late',
    edits: [
      set(`${strategy}/serviceStrategy`, {
        enableModuleService: true,
        port: 8080,
        targetPort: 8080,
      }),
    ],
    facts: { ...cluster, live: fixture('v1-good').object },
    says: ['error v1-service spec.operationStrategy.serviceStrategy.enableModuleService'],
  },
  {
    name: 'a Service of a new object',
    edits: [set(`${strategy}/serviceStrategy`, { enableModuleService: true, port: 8080 })],
    says: ['info v1-service spec.operationStrategy.serviceStrategy.enableModuleService'],
  },
  {
    name: 'a Service without a port',
    edits: [set(`${strategy}/serviceStrategy`, { enableModuleService: true })],
    says: ['error v1-service spec.operationStrategy.serviceStrategy.port: a Service needs a port'],
  },
  {
    name: 'a Service that leads to Arklet',
    edits: [
      set(`${strategy}/serviceStrategy`, {
        enableModuleService: true,
        port: 80,
        targetPort: 1238,
      }),
    ],
    says: ["error v1-service spec.operationStrategy.serviceStrategy.targetPort: 1238 is Arklet's"],
  },
  {
    name: 'a Service that is switched off too late',
    edits: [],
    facts: {
      ...cluster,
      live: changed(
        'v1-good',
        set(`${strategy}/serviceStrategy`, { enableModuleService: true, port: 80 }),
      ).object,
    },
    says: ['warning v1-service spec.operationStrategy.serviceStrategy.enableModuleService'],
  },
  {
    name: 'fields that nothing acts on',
    edits: [set('spec/revisionHistoryLimit', 3), set('spec/template/spec/module/md5', 'x')],
    says: [
      'info v1-ignored spec.revisionHistoryLimit',
      'info v1-ignored spec.template.spec.module.md5',
    ],
  },
];

describe('V1', () => {
  testCases('v1-good', cases);
});
