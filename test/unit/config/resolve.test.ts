import { describe, expect, it } from 'vitest';
import { batchSpec, type Config, originText } from '../../../src/config/config.ts';
import { keyIds } from '../../../src/config/keys.ts';
import { parseConfigFile } from '../../../src/config/parse-file.ts';
import { type Env, type Flags, type Resolved, resolveConfig } from '../../../src/config/resolve.ts';
import { Fault } from '../../../src/fault.ts';

interface Given {
  readonly file?: string;
  readonly env?: Env;
  readonly flags?: Flags;
}

function resolve({ file, env = {}, flags = {} }: Given): Resolved {
  const parsed = file === undefined ? undefined : parseConfigFile('../koupctl.yaml', file);
  return resolveConfig({ cwd: '/srv/app', file: parsed, env, flags });
}

function faultOf(given: Given): Fault {
  try {
    resolve(given);
  } catch (error) {
    if (error instanceof Fault) return error;
  }
  throw new Error('no Fault');
}

describe('precedence', () => {
  it('defaults, then file, then environment, then flags; each value knows where it is from', () => {
    const seen: string[] = [];
    const look = ({ timeout }: Config) =>
      seen.push(`${timeout.value} ${originText(timeout.origin)}`);
    const file = 'timeout: 1m';
    const env = { KOUPCTL_TIMEOUT: '2m' };
    look(resolve({}).config);
    look(resolve({ file }).config);
    look(resolve({ file, env }).config);
    look(resolve({ file, env, flags: { timeout: '180' } }).config);
    expect(seen).toEqual([
      '900000 default',
      '60000 ../koupctl.yaml:1:10',
      '120000 KOUPCTL_TIMEOUT',
      '180000 --timeout',
    ]);
  });

  it('an empty variable says nothing, an empty flag does', () => {
    expect(resolve({ env: { KOUPCTL_CONTEXT: '' } }).config.context.value).toBeUndefined();
    expect(faultOf({ flags: { context: '' } })).toMatchObject({
      message: '--context: is empty',
    });
  });

  it('gives every default its type', () => {
    const { config } = resolve({});
    const values = Object.fromEntries(keyIds.map((id) => [id, config[id].value as unknown]));
    expect(values).toEqual({
      namespace: undefined,
      context: undefined,
      kubeconfig: undefined,
      output: 'table',
      timeout: 900_000,
      batches: undefined,
      batchSize: undefined,
      policy: undefined,
      maxUnavailable: undefined,
      confirm: 'each',
      gray: 0,
      soak: 10_000,
      onFailure: 'hold',
      rollbackTimeout: 900_000,
      proof: 'base',
      env: 'dev',
      arkletMode: 'auto',
      arkletTimeout: 3_000,
      templates: undefined,
      protectedContexts: [],
    });
  });

  it('takes relative paths from the folder of who named them', () => {
    const file = 'templates: t\nkubeconfig: /abs/k';
    expect(resolve({ file }).config.templates.value).toBe('/srv/t');
    expect(resolve({ file }).config.kubeconfig.value).toBe('/abs/k');
    expect(resolve({ file, flags: { templates: 't' } }).config.templates.value).toBe('/srv/app/t');
  });
});

describe('mistakes', () => {
  it('one stands for itself, with its position', () => {
    expect(faultOf({ file: 'env: dev\ntimeout: 5x' })).toMatchObject({
      message: 'timeout: "5x" is not a duration',
      at: { file: '../koupctl.yaml', line: 2, column: 10 },
      outcome: 'invalid',
    });
  });

  it('many are told together, also those that a stronger value hides', () => {
    const fault = faultOf({
      file: 'timout: 5\npolicy: canary\nbatches: 0',
      env: { KOUPCTL_SOAK: 'long' },
      flags: { batches: '3', confirm: 'ech' },
    });
    expect(fault.message).toBe('5 mistakes in the configuration');
    expect(fault.details).toEqual([
      '../koupctl.yaml:1:1: unknown key timout (did you mean timeout?)',
      '../koupctl.yaml:3:10: batches: "0" is not a number of batches (write a whole number from 1)',
      '../koupctl.yaml:2:9: policy: "canary" is none of install-then-uninstall, blue-green, uninstall-then-install (write one of install-then-uninstall, blue-green, uninstall-then-install)',
      '--confirm: "ech" is none of each, first, none (did you mean each?)',
      'KOUPCTL_SOAK: "long" is not a duration (write seconds (90) or a time such as 90s, 15m or 1h30m)',
    ]);
  });

  it('warns of a variable that is nearly a setting, not of those of a Service', () => {
    const { warnings } = resolve({
      env: { KOUPCTL_NAMESPCE: 'x', KOUPCTL_PORT: 'tcp://1', KOUPCTL_SERVICE_HOST: '1', PATH: '' },
    });
    expect(warnings).toEqual(['KOUPCTL_NAMESPCE is no setting; did you mean KOUPCTL_NAMESPACE?']);
    const env = { KOUPCTL_NAMESPCE: 'shop', LANG: 'zh_CN.UTF-8' };
    expect(resolve({ env }).warnings).toEqual([
      '没有 KOUPCTL_NAMESPCE 这个设置；是不是 KOUPCTL_NAMESPACE？',
    ]);
    expect(resolve({ env, flags: { lang: 'en' } }).warnings).toEqual(warnings);
  });
});

describe('batchSpec', () => {
  const spec = (given: Given) => batchSpec(resolve(given).config, false);

  it('is undefined where nothing was said', () => {
    expect(spec({})).toBeUndefined();
  });

  it('takes the one from the stronger origin', () => {
    const file = 'batches: 3';
    expect(spec({ file })).toEqual({ by: 'count', batches: 3, beta: false });
    expect(spec({ file, flags: { batchSize: '1,100%' } })).toMatchObject({ by: 'size' });
    const env = { KOUPCTL_BATCH_SIZE: '2' };
    expect(spec({ env, flags: { batches: '4' } })).toMatchObject({ batches: 4 });
  });

  it('refuses both from one place', () => {
    expect(() => spec({ flags: { batches: '3', batchSize: '1' } })).toThrow(
      expect.objectContaining({
        name: 'Fault',
        details: ['batches: --batches', 'batchSize: --batch-size'],
      }),
    );
    expect(() => spec({ file: 'batches: 3\nbatchSize: 1' })).toThrow(
      expect.objectContaining({ at: { file: '../koupctl.yaml', line: 2, column: 12 } }),
    );
    expect(spec({ file: 'batches: 3\nbatchSize: 1', flags: { batches: '2' } })).toMatchObject({
      batches: 2,
    });
  });
});
