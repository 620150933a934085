import { type Config, originText } from './config.ts';
import { rulesSchema } from './rules-schema.ts';
import { keyIds, keys, type KeyId } from './keys.ts';

/** A row of `config view`. */
export interface SettingRow {
  readonly key: string;
  /** As it would be written in the file; empty where it is not set. */
  readonly value: string;
  readonly origin: string;
}

export function settingRows(config: Config): SettingRow[] {
  const rows = keyIds.map((id) => ({
    key: keys[id].name,
    value: valueText(id, config),
    origin: originText(config[id].origin),
  }));
  return [...rows, ...ruleRows(config.rules)];
}

/** Each change rule with where it is written; how they work together, `guard check` tells. */
function ruleRows(policy: Config['rules']): SettingRow[] {
  return (policy?.rules ?? []).map(({ name, at, demand }) => ({
    key: `rules.${demand.kind}`,
    value: name,
    origin: originText({ from: 'file', at }),
  }));
}

function valueText(id: KeyId, config: Config): string {
  const { value } = config[id];
  // The table pairs each parser with its own `show`; TypeScript can't follow an index into it.
  const show = keys[id].show as (value: unknown) => string;
  return value === undefined ? '' : show(value);
}

/** The README's table of settings, as Markdown. */
export function settingsTable(): string {
  const rows = keyIds.map((id) => {
    const { name, env, flag, describe, default: fallback } = keys[id];
    const cells = [`\`${name}\``, `\`${env}\``, code(flag), code(fallback), describe];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| key | environment | flag | default | meaning |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function code(text: string | undefined): string {
  return text === undefined || text === '' ? '' : `\`${text}\``;
}

/** JSON Schema of `koupctl.yaml`, for editors: `schema/config.schema.json`. */
export function configSchema(): Record<string, unknown> {
  const properties: Record<string, unknown> = {
    inspect: { description: 'what koupctl inspect checks; see the README', type: 'object' },
  };
  for (const id of keyIds) {
    const { name, describe, schema, default: fallback } = keys[id];
    const described = {
      description: describe,
      ...schema,
      ...(fallback === undefined || fallback === '' ? {} : { default: fallback }),
    };
    const [first = name, second] = name.split('.');
    if (second === undefined) properties[first] = described;
    else properties[first] = withProperty(properties[first], second, described);
  }
  properties['rules'] = rulesSchema;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'koupctl.yaml',
    type: ['object', 'null'],
    additionalProperties: false,
    properties,
  };
}

function withProperty(holder: unknown, name: string, schema: unknown): Record<string, unknown> {
  const known = (holder as { properties?: Record<string, unknown> } | undefined)?.properties;
  return { type: 'object', additionalProperties: false, properties: { ...known, [name]: schema } };
}
