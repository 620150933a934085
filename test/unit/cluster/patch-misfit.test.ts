import { describe, expect, test } from 'vitest';
import type { Conflict } from '../../../src/conflict.ts';
import { misfits } from '../../../src/cluster/patch-misfit.ts';
import { faultTexts } from '../../../src/messages/fault-of.ts';
import { doorTo, deployments, fakeApi, sendJson, sendStatus } from './fake-api.ts';

const { misfit } = faultTexts('en').cluster;

const web = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', uid: 'u-1', annotations: { 'a.b/c': 'x' } },
  spec: { replicas: 3, paused: true, token: 's3cret' },
};

describe('why a patch does not fit', () => {
  test('tests that fail, without values that may be secret', () => {
    const ops = [
      { op: 'test', path: '/metadata/uid', value: 'u-2' },
      { op: 'test', path: '/metadata/name', value: 'web' },
      { op: 'test', path: '/metadata/annotations/a.b~1c', value: 'y' },
      { op: 'test', path: '/spec/replicas', value: 4 },
      { op: 'test', path: '/spec/nothing', value: null },
      { op: 'test', path: '/spec/token', value: 'other' },
      { op: 'test', path: '/spec/gone', value: false },
    ] as const;
    expect(misfits(web, ops, misfit)).toEqual([
      '/metadata/uid: expected u-2, but it is u-1',
      '/metadata/annotations/a.b~1c: it has another value',
      '/spec/replicas: expected 4, but it is 3',
      '/spec/token: it has another value',
      '/spec/gone: it is not there',
    ]);
  });

  test('places that are not there, but for those the patch makes', () => {
    const ops = [
      { op: 'remove', path: '/spec/nothing' },
      { op: 'replace', path: '/spec/nothing', value: 1 },
      { op: 'add', path: '/spec/a/b', value: 1 },
      { op: 'add', path: '/spec/made', value: {} },
      { op: 'add', path: '/spec/made/below', value: 1 },
    ] as const;
    expect(misfits(web, ops, misfit)).toEqual([
      '/spec/nothing: it is not there',
      '/spec/a: it is not there',
    ]);
  });
});

test('the object is read again to tell', async () => {
  const api = await fakeApi((request, response) => {
    if (request.method === 'GET') sendJson(response, web);
    else {
      sendStatus(response, 422, {
        reason: 'Invalid',
        message: 'the server rejected our request due to an error in our request',
        details: {},
      });
    }
  });
  const ops = [{ op: 'test', path: '/spec/replicas', value: 1 }] as const;
  const patched = (await doorTo(api.url)).patch({ type: deployments, name: 'web' }, ops, {
    manager: 'm',
  });
  const met = await patched.catch((error: unknown) => error as Conflict);
  expect(met).toMatchObject({
    kind: 'precondition',
    details: ['/spec/replicas: expected 1, but it is 3'],
  });
  expect((met as Conflict).in('zh').details).toEqual(['/spec/replicas：应为 1，实际是 3']);
});
