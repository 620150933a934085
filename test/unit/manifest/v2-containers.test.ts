import { describe } from 'vitest';
import { drop, set, testCases } from './manifest-kit.ts';
import type { Case } from './manifest-kit.ts';
import { pod, podLabels, container, required, versionKey } from './v2-paths.ts';

const containers: Case[] = [
  {
    name: 'an image that is no jar',
    edits: [set(`${container}/image`, 'registry.example.com/orders:1.4.0')],
    says: [
      'error v2-image spec.template.spec.containers[0].image: the controller takes registry.example.com/orders:1.4.0 for no module',
    ],
  },
  {
    name: 'an address without protocol',
    edits: [set(`${container}/image`, 'packages.example.com/orders-1.4.0-ark-biz.jar')],
    says: [
      'error v2-image spec.template.spec.containers[0].image: the base cannot load packages.example.com',
    ],
  },
  {
    name: 'a file on the base',
    edits: [set(`${container}/image`, 'file:///opt/orders.jar')],
    says: [],
  },
  {
    name: 'a signed address',
    edits: [
      set(
        `${container}/image`,
        'https://oss.example.com/orders-1.4.0.jar?OSSAccessKeyId=a&Expires=1&Signature=b',
      ),
    ],
    says: [
      'warning v2-image spec.template.spec.containers[0].image: the address is signed (OSSAccessKeyId)',
    ],
  },
  {
    name: 'another version in the file name',
    edits: [
      set(
        `${container}/image`,
        'https://packages.example.com/orders-web-1.3.9-SNAPSHOT-ark-biz.jar',
      ),
    ],
    says: ['the version is 1.4.0, but the file is named 1.3.9-SNAPSHOT'],
  },
  {
    name: 'no BIZ_VERSION',
    edits: [set(`${container}/env`, [{ name: 'OTHER', value: 'x' }])],
    says: ['error v2-biz-version spec.template.spec.containers[0]: orders has no BIZ_VERSION'],
  },
  {
    name: 'an empty BIZ_VERSION',
    edits: [set(`${container}/env/0/value`, '')],
    says: [
      'error v2-biz-version spec.template.spec.containers[0].env[0].value: BIZ_VERSION of orders is empty',
    ],
  },
  {
    name: 'BIZ_VERSION from elsewhere',
    edits: [
      set(`${container}/env/0`, {
        name: 'BIZ_VERSION',
        valueFrom: { configMapKeyRef: { name: 'a', key: 'b' } },
      }),
    ],
    says: [
      'error v2-biz-version spec.template.spec.containers[0].env[0].valueFrom: the controller reads only a literal',
    ],
  },
  {
    name: 'BIZ_VERSION made of another variable',
    edits: [
      set(`${container}/env/0/value`, '$(VERSION)'),
      set(`${container}/image`, 'file:///a.jar'),
      drop(`${podLabels}/${versionKey}`),
      drop(required),
    ],
    says: ['error v2-biz-version', 'v2-no-spread'],
  },
  {
    name: 'a colon in the version',
    edits: [
      set(`${container}/env/0/value`, '1:4'),
      set(`${container}/image`, 'file:///a.jar'),
      drop(`${podLabels}/${versionKey}`),
      drop(required),
    ],
    says: ['a version can hold neither a colon nor a space', 'v2-no-spread'],
  },
  {
    name: 'a BIZ_VERSION that YAML took for a number',
    edits: [set(`${container}/env/0/value`, 1.4)],
    says: [
      'error string-fields spec.template.spec.containers[0].env[0].value: text is needed here',
    ],
  },
  {
    name: 'a name that no container can have',
    edits: [set(`${container}/name`, 'Orders_Web')],
    says: ['error v2-container-name spec.template.spec.containers[0].name: "Orders_Web" cannot be'],
  },
  {
    name: 'a sidecar that nothing runs',
    edits: [set(`${pod}/containers/1`, { name: 'proxy', image: 'registry.example.com/proxy:1' })],
    says: ['warning v2-image spec.template.spec.containers[1].image'],
  },
  {
    name: 'one jar under two names',
    edits: [
      set(`${pod}/containers/1`, {
        name: 'stock',
        image: 'http://a.invalid/one.jar',
        env: [{ name: 'BIZ_VERSION', value: '1.4.0' }],
      }),
      set(`${container}/image`, 'http://a.invalid/one.jar'),
    ],
    says: [
      'error v2-same-jar spec.template.spec.containers[1].image: stock has the same jar as orders',
    ],
  },
  {
    name: 'cpu, probes and init containers',
    edits: [
      set(`${container}/resources`, { requests: { cpu: '1', memory: '64Mi' } }),
      set(`${container}/readinessProbe`, { httpGet: { path: '/', port: 80 } }),
      set(`${pod}/initContainers`, []),
    ],
    says: [
      'warning v2-requests spec.template.spec.containers[0].resources.requests.cpu',
      'info v2-unused',
      'info v2-unused',
    ],
  },
];

describe('V2: containers', () => {
  testCases('v2-good', containers);
});
