import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { format, resolveConfig as resolvePrettier } from 'prettier';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configSchema, settingRows, settingsTable } from '../../../src/config/describe.ts';
import { keyIds, keys } from '../../../src/config/keys.ts';
import { parseConfigFile } from '../../../src/config/parse-file.ts';
import { resolveConfig } from '../../../src/config/resolve.ts';

const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(configSchema());

describe('the table of settings', () => {
  it('names each setting once, in one style', () => {
    const names = keyIds.map((id) => keys[id].name);
    const variables = keyIds.map((id) => keys[id].env);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(variables).size).toBe(variables.length);
    for (const id of keyIds) {
      const { name, env } = keys[id];
      const words = name.replace(/[A-Z.]/g, (match) => `_${match.replace('.', '')}`);
      expect(env).toBe(`KOUPCTL_${words.toUpperCase()}`);
    }
  });

  it('has a line for each in the README', () => {
    const lines = settingsTable().trim().split('\n');
    expect(lines).toHaveLength(keyIds.length + 2);
    expect(lines[7]).toBe(
      '| `timeout` | `KOUPCTL_TIMEOUT` | `--timeout` | `15m` | how long one batch may take to become healthy |',
    );
    for (const line of lines) expect(line.split('|')).toHaveLength(7);
  });

  it('shows values as they would be written', () => {
    const file = parseConfigFile('k.yaml', 'batchSize: [1, 30%]\nprotectedContexts: [a, b]');
    const { config } = resolveConfig({ cwd: '/', file, env: {}, flags: { gray: '90' } });
    const rows = settingRows(config).map(({ key, value, origin }) => `${key}=${value} ${origin}`);
    expect(rows).toContain('batchSize=1,30% k.yaml:1:12');
    expect(rows).toContain('protectedContexts=a,b k.yaml:2:20');
    expect(rows).toContain('gray=1m30s --gray');
    expect(rows).toContain('policy= default');
  });
});

describe('schema/config.schema.json', () => {
  it('is what the table says', async () => {
    const file = fileURLToPath(new URL('../../../schema/config.schema.json', import.meta.url));
    const style = { ...(await resolvePrettier(file)), filepath: file };
    // `vitest -u` writes the file anew.
    await expect(await format(JSON.stringify(configSchema()), style)).toMatchFileSnapshot(file);
  });

  const samples = [
    'timeout: 90',
    'timeout: 1h30m',
    'timeout: 5x',
    'timeout: ""',
    'batches: 3',
    'batches: three',
    'batchSize: 1,30%,100%',
    'batchSize: [1, 30%]',
    'batchSize: []',
    'batchSize: [x]',
    'policy: blue-green',
    'policy: canary',
    'maxUnavailable: 0',
    'maxUnavailable: 25%',
    'maxUnavailable: 101%',
    'maxUnavailable: -1',
    'maxUnavailable: some',
    'arklet: {mode: proxy, timeout: 5s}',
    'arklet: {mode: tunnel}',
    'arklet: {port: 1238}',
    'arklet: auto',
    'protectedContexts: [prod]',
    'protectedContexts: prod',
    'protectedContexts: [{}]',
    'timout: 5s',
    'namespace: ""',
    'inspect: {probes: {ntp: [ntp1]}}',
    '',
  ];

  it.each(samples)('agrees with the parser on %j', (text) => {
    const file = parseConfigFile('k.yaml', text);
    const parsed = (): unknown => resolveConfig({ cwd: '/', file, env: {}, flags: {} });
    const schemaAgrees = validate(parse(text));
    if (schemaAgrees) expect(parsed).not.toThrow();
    else expect(parsed).toThrow();
  });
});
