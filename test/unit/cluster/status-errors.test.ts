import { describe, expect, test } from 'vitest';
import { Conflict } from '../../../src/conflict.ts';
import { actionOn } from '../../../src/cluster/http/action.ts';
import { faultOfReply } from '../../../src/cluster/http/status-errors.ts';
import { deployments, pods } from './fake-api.ts';

const target = { context: 'here', server: 'https://api', user: 'u', namespace: 'shop' };
const patch = actionOn('patch', { type: deployments, namespace: 'shop', name: 'web' });

function fault(status: number, body: object | string, action = patch) {
  const text = typeof body === 'string' ? body : JSON.stringify({ kind: 'Status', ...body });
  const reply = { status, body: text, contentType: '', warnings: [], retryAfter: undefined };
  return faultOfReply(reply, action, target);
}

describe('conflicts', () => {
  test('of field managers, field by field', () => {
    const causes = [
      {
        reason: 'FieldManagerConflict',
        message: 'conflict with "kubectl-client-side-apply" using apps/v1',
        field: '.spec.replicas',
      },
      { reason: 'FieldManagerConflict', message: 'conflict with "hpa"', field: '.spec.paused' },
    ];
    const conflict = fault(409, { reason: 'Conflict', details: { causes } });
    expect(conflict).toBeInstanceOf(Conflict);
    expect(conflict).toMatchObject({
      kind: 'fields',
      outcome: 'superseded',
      message: "can't patch Deployment shop/web: other managers own fields of it",
      fields: [
        { field: '.spec.replicas', manager: 'kubectl-client-side-apply' },
        { field: '.spec.paused', manager: 'hpa' },
      ],
      details: [
        '.spec.replicas is owned by kubectl-client-side-apply',
        '.spec.paused is owned by hpa',
      ],
    });
  });

  test.each([
    ['an old resourceVersion', 409, { reason: 'Conflict', message: 'modified' }, 'precondition'],
    ['a name that is taken', 409, { reason: 'AlreadyExists', message: 'exists' }, 'exists'],
    [
      'a patch that does not fit',
      422,
      {
        reason: 'Invalid',
        message: 'the server rejected our request due to an error in our request',
        details: {},
      },
      'precondition',
    ],
    [
      'another uid',
      422,
      {
        reason: 'Invalid',
        details: { causes: [{ field: 'metadata.uid', message: 'field is immutable' }] },
      },
      'precondition',
    ],
  ])('%s', (_, status, body, kind) => {
    expect(fault(status, body)).toMatchObject({ name: 'Conflict', kind, outcome: 'superseded' });
  });
});

describe('objects that the server rejects', () => {
  test.each([
    [
      'values',
      422,
      {
        message: 'Deployment.apps "web" is invalid: ...',
        details: {
          causes: [
            { field: 'spec.replicas', message: 'Invalid value: -1: must be positive' },
            { field: 'spec.replicas', message: 'Invalid value: -1: must be positive' },
            { field: '', message: 'whole' },
          ],
        },
      },
      ['spec.replicas: Invalid value: -1: must be positive', 'whole'],
    ],
    [
      'unknown fields',
      400,
      {
        message:
          'Deployment in version "v1" cannot be handled: strict decoding error: unknown field "spec.a", duplicate field "spec.b"',
      },
      ['unknown field "spec.a"', 'duplicate field "spec.b"'],
    ],
    [
      'unknown fields of a patch, without the object that the answer quotes',
      422,
      {
        message:
          ' "" is invalid: patch: Invalid value: "{..s3cret..}": strict decoding error: unknown field "spec.a"',
        details: { causes: [{ field: 'patch', message: 'Invalid value: "{..s3cret..}"' }] },
      },
      ['unknown field "spec.a"'],
    ],
    [
      'a long value',
      422,
      {
        details: {
          causes: [{ field: 'data', message: `Invalid value: "${'s3cret '.repeat(20)}": no` }],
        },
      },
      ['data: Invalid value: no'],
    ],
    [
      'one field of an apply, which is a 500',
      500,
      {
        message:
          'failed to create typed patch object (shop/web; apps/v1, Kind=Deployment): .spec.bogus: field not declared in schema',
      },
      ['unknown field "spec.bogus"'],
    ],
    [
      'several of them',
      500,
      {
        message:
          'failed to create typed patch object (shop/web; apps/v1, Kind=Deployment): errors:\n  .spec.a: field not declared in schema\n  .spec.b: expected numeric (int or float), got string',
      },
      ['unknown field "spec.a"', 'spec.b: expected numeric (int or float), got string'],
    ],
  ])('%s', (_, status, body, details) => {
    expect(fault(status, body)).toMatchObject({
      outcome: 'invalid',
      message: 'the server rejects Deployment shop/web',
      details,
    });
  });
});

describe('what is refused', () => {
  test('a missing right: which, and how to ask for it', () => {
    const message =
      'deployments.apps "web" is forbidden: User "system:serviceaccount:ci:bot" cannot patch resource "deployments" in API group "apps" in the namespace "shop"';
    expect(fault(403, { reason: 'Forbidden', message })).toMatchObject({
      outcome: 'unreachable',
      message:
        'user "system:serviceaccount:ci:bot" may not patch deployments.apps in namespace shop',
      fix: 'kubectl auth can-i patch deployments.apps -n shop --context here',
    });
    const list = { verb: 'list', type: pods };
    expect(fault(403, { message: 'User "u" cannot list resource "pods"' }, list)).toMatchObject({
      fix: 'kubectl auth can-i list pods -A --context here',
    });
  });

  test('a quota, a web hook', () => {
    const message = 'admission webhook "x" denied the request: no';
    expect(fault(403, { message })).toMatchObject({
      outcome: 'invalid',
      message: 'the server refuses to patch Deployment shop/web',
      details: [message],
    });
  });

  test('a disruption budget', () => {
    const details = { causes: [{ reason: 'DisruptionBudget', message: 'web-pdb needs 2' }] };
    expect(fault(429, { message: 'Cannot evict pod', details })).toMatchObject({
      outcome: 'refused',
      details: ['Cannot evict pod', 'web-pdb needs 2'],
    });
  });

  test('a missing namespace', () => {
    const body = { message: 'namespaces "shop" not found', details: { kind: 'namespaces' } };
    expect(fault(404, body)).toMatchObject({
      outcome: 'invalid',
      message: 'can\'t patch Deployment shop/web: namespaces "shop" not found',
    });
  });
});

describe('a server in trouble', () => {
  test('a web hook that it cannot reach', () => {
    const message = 'Internal error occurred: failed calling webhook "v.x.io": connection refused';
    expect(fault(500, { message })).toMatchObject({
      outcome: 'unreachable',
      message: "https://api can't patch Deployment shop/web now: it answered 500",
      details: [message],
      fix: expect.stringContaining('v.x.io'),
    });
  });

  test('too busy; a page of something in between', () => {
    expect(fault(429, { message: 'too many' })).toMatchObject({ outcome: 'unreachable' });
    expect(fault(502, `<html>${'x'.repeat(200)}\nmore`)).toMatchObject({
      outcome: 'unreachable',
      message: 'https://api answered 502 to patch Deployment shop/web',
      details: [`<html>${'x'.repeat(74)}`],
    });
  });
});
