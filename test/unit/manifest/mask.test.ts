import { describe, expect, test } from 'vitest';
import { forDiff, masked } from '../../../src/manifest/mask.ts';
import { maskUrls } from '../../../src/manifest/masked-url.ts';
import { changed, fixture, set } from './manifest-kit.ts';

const stars = '******';

describe('addresses', () => {
  test.each([
    ['https://a.example.com/b.jar', 'https://a.example.com/b.jar'],
    ['https://bob:pw@a.example.com/b.jar', `https://bob:${stars}@a.example.com/b.jar`],
    ['https://ghp_123@a.example.com/b.jar', `https://${stars}@a.example.com/b.jar`],
    [
      'https://a/b.jar?OSSAccessKeyId=k&Expires=1&Signature=s',
      `https://a/b.jar?OSSAccessKeyId=${stars}&Expires=1&Signature=${stars}`,
    ],
    [
      'https://a/b.jar?X-Amz-Signature=s&X-Amz-Date=1',
      `https://a/b.jar?X-Amz-Signature=${stars}&X-Amz-Date=1`,
    ],
    ['https://a/b.jar?x-oss-security-token=s#f', `https://a/b.jar?x-oss-security-token=${stars}#f`],
    ['https://a/b.jar?v=1&access_token=t', `https://a/b.jar?v=1&access_token=${stars}`],
    ['https://a/b.jar?%74oken=t', `https://a/b.jar?%74oken=${stars}`],
    ['https://a/b.jar?%zz=t', 'https://a/b.jar?%zz=t'],
    ['get https://u:p@a/b, then c', `get https://u:${stars}@a/b, then c`],
    ['file:///opt/a@b.jar', 'file:///opt/a@b.jar'],
  ])('%s', (address, safe) => {
    expect(maskUrls(address)).toBe(safe);
  });
});

describe('objects', () => {
  test('env values with telling names, in every container', () => {
    const env = [
      { name: 'BIZ_VERSION', value: '1.4.0' },
      { name: 'DB_PASSWORD', value: 'hunter2' },
      { name: 'apiToken', value: 't' },
      { name: 'EMPTY_KEY', value: '' },
      { name: 'AWS_SECRET', valueFrom: { secretKeyRef: { name: 'aws', key: 'secret' } } },
    ];
    const { object } = changed('v2-good', set('spec/template/spec/containers/0/env', env));
    const text = JSON.stringify(masked(object));
    expect(text).not.toMatch(/hunter2|"t"/);
    expect(text).toContain('{"name":"BIZ_VERSION","value":"1.4.0"}');
    expect(text).toContain(
      '{"name":"AWS_SECRET","valueFrom":{"secretKeyRef":{"name":"aws","key":"secret"}}}',
    );
    expect(text).toContain('{"name":"EMPTY_KEY","value":""}');
    expect(JSON.stringify(object)).toContain('hunter2');
  });

  test('image and module addresses', () => {
    const signed = 'https://oss.example.com/a.jar?Signature=abc';
    const { object: v1 } = changed('v1-good', set('spec/template/spec/module/url', signed));
    const { object: v2 } = changed('v2-good', set('spec/template/spec/containers/0/image', signed));
    expect(JSON.stringify([masked(v1), masked(v2)])).not.toContain('abc');
  });

  test('Secrets whole, ConfigMaps by name', () => {
    const meta = { apiVersion: 'v1', metadata: { name: 'x' } };
    expect(
      masked({ ...meta, kind: 'Secret', data: { a: 'YQ==' }, stringData: { b: 'c' } }),
    ).toMatchObject({
      data: { a: stars },
      stringData: { b: stars },
    });
    expect(
      masked({ ...meta, kind: 'ConfigMap', data: { password: 'a', colour: 'red' } }),
    ).toMatchObject({
      data: { password: stars, colour: 'red' },
    });
  });

  test("kubectl's copy of it all goes", () => {
    const last = 'kubectl.kubernetes.io/last-applied-configuration';
    const { object } = changed('v2-good', set('metadata/annotations', { [last]: 'x', keep: 'y' }));
    expect(masked(object).metadata.annotations).toEqual({ keep: 'y' });
  });
});

test('for a diff what the server fills in goes too', () => {
  const { object } = changed(
    'v2-good',
    set('metadata/uid', 'u'),
    set('metadata/resourceVersion', '1'),
    set('metadata/generation', 2),
    set('metadata/creationTimestamp', 't'),
    set('metadata/managedFields', []),
    set('metadata/annotations', { 'kubectl.kubernetes.io/last-applied-configuration': 'x' }),
    set('status', { replicas: 1 }),
  );
  expect(forDiff(object)).toEqual(fixture('v2-good').object);
});
