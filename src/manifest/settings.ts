import { faultOf } from '../messages/fault-of.ts';
import type { Variables } from './templates.ts';

/**
 * `--set` values: `key=value` is text, whatever it looks like (`version=1.10` stays 1.10);
 * `key:=value` is JSON, for numbers, booleans, lists and maps. Throws a Fault on anything else.
 */
export function parseSettings(settings: readonly string[]): Variables {
  return Object.fromEntries(settings.map(parseSetting));
}

function parseSetting(setting: string): [string, unknown] {
  const match = /^([A-Za-z_][A-Za-z0-9_]*)(:?=)(.*)$/s.exec(setting);
  if (!match) throw faultOf(({ manifests }) => manifests.noSetting(setting));
  const [, key = '', sign, value = ''] = match;
  if (sign === '=') return [key, value];
  try {
    return [key, JSON.parse(value) as unknown];
  } catch (cause) {
    throw faultOf(({ manifests }) => manifests.noJson(key, value), { cause });
  }
}
