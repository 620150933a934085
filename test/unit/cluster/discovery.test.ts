import { expect, test } from 'vitest';
import { doorTo, fakeApi, sendJson, sendStatus } from './fake-api.ts';

const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
const all = ['get', 'list', 'watch'];
const resource = (name: string, kind: string, scope = 'Namespaced', verbs = all) => ({
  resource: name,
  responseKind: { group: '', version: '', kind },
  scope,
  verbs,
});

test('in two requests where the server gives everything at once', async () => {
  const api = await fakeApi((request, response) => {
    expect(request.headers.accept).toContain(aggregated);
    const core = [
      resource('pods', 'Pod'),
      resource('nodes', 'Node', 'Cluster'),
      resource('bindings', 'Binding', 'Namespaced', ['create']),
    ];
    const groups = [
      {
        metadata: { name: 'koupleless.io' },
        versions: [
          { version: 'v1', resources: [resource('modules', 'Module')] },
          {
            version: 'v1alpha1',
            resources: [resource('modules', 'Module'), resource('olds', 'Old')],
          },
        ],
      },
      { metadata: { name: 'down.io' }, versions: [{ version: 'v1', freshness: 'Stale' }] },
    ];
    const items =
      request.url === '/api'
        ? [{ metadata: {}, versions: [{ version: 'v1', resources: core }] }]
        : groups;
    sendJson(response, { kind: 'APIGroupDiscoveryList', items }, 200, {
      'content-type': aggregated,
    });
  });
  const door = await doorTo(api.url);
  const types = await door.resourceTypes();
  const name = (one: (typeof types)[number]) =>
    `${one.group}/${one.version} ${one.kind} ${one.plural} ${one.namespaced}`;
  expect(types.map(name)).toEqual([
    '/v1 Pod pods true',
    '/v1 Node nodes false',
    'koupleless.io/v1 Module modules true',
    'koupleless.io/v1alpha1 Old olds true',
  ]);
  await door.resourceTypes();
  expect(api.seen).toHaveLength(2);
});

test('group by group where the server is older', async () => {
  const list = (...names: [string, string][]) => ({
    resources: names.map(([name, kind]) => ({ name, kind, namespaced: true, verbs: all })),
  });
  const bodies: Record<string, unknown> = {
    '/api': { kind: 'APIVersions', versions: ['v1'] },
    '/api/v1': list(['pods', 'Pod'], ['pods/log', 'Pod']),
    '/apis': {
      kind: 'APIGroupList',
      groups: [
        {
          name: 'g.io',
          versions: [{ version: 'v1beta1' }, { version: 'v1' }],
          preferredVersion: { version: 'v1' },
        },
        { name: 'down.io', versions: [{ version: 'v1' }], preferredVersion: { version: 'v1' } },
      ],
    },
    '/apis/g.io/v1': list(['things', 'Thing']),
    '/apis/g.io/v1beta1': list(['things', 'Thing'], ['olds', 'Old']),
  };
  const api = await fakeApi((request, response) => {
    const body = bodies[request.url];
    if (body === undefined) sendStatus(response, 503, { message: 'down' });
    else sendJson(response, body);
  });
  const door = await doorTo(api.url, { patience: { totalMs: 0, firstMs: 1 } });
  const types = await door.resourceTypes();
  expect(types.map(({ group, version, plural }) => `${group}/${version}/${plural}`)).toEqual([
    '/v1/pods',
    'g.io/v1/things',
    'g.io/v1beta1/olds',
  ]);
});

test('is asked again after it failed', async () => {
  const api = await fakeApi((_, response, count) => {
    if (count <= 2) sendStatus(response, 403, { message: 'no' });
    else sendJson(response, { items: [] }, 200, { 'content-type': aggregated });
  });
  const door = await doorTo(api.url);
  await expect(door.resourceTypes()).rejects.toThrow();
  expect(await door.resourceTypes()).toEqual([]);
});
