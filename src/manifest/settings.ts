import { Fault } from '../fault.ts';
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
  if (!match) {
    throw new Fault(`"${setting}" is no setting`, {
      fix: 'write --set key=value or --set key:=JSON',
    });
  }
  const [, key = '', sign, value = ''] = match;
  if (sign === '=') return [key, value];
  try {
    return [key, JSON.parse(value) as unknown];
  } catch (cause) {
    throw new Fault(`the value of ${key} is no JSON: ${value}`, {
      fix: `write --set ${key}=${value} for text`,
      cause,
    });
  }
}
