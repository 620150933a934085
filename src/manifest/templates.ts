/**
 * Manifests with `${name}` placeholders. A template is plain valid YAML, and placeholders are
 * filled in after it is parsed: no value can break out of its place, whatever it holds.
 */
import { faultOf } from '../messages/fault-of.ts';
import { absent, asWritten } from './yaml-tree.ts';
import type { Plug } from './yaml-tree.ts';
import { parseManifests } from './yaml.ts';
import type { Reading } from './yaml.ts';

/** By name. `undefined` takes the entry or list item out where the placeholder stands alone. */
export type Variables = Readonly<Record<string, unknown>>;

const placeholder = /\$(\$?)\{([^{}]*)\}/g;

/**
 * Fills in a template. A scalar that is nothing but `${name}` becomes the value as it is: a
 * number, a boolean, a list, a map. Inside longer text the value must be text, a number or a
 * boolean. `$${name}` stands for the text `${name}` itself. Names in `mustUse` are those that
 * the user has set by hand: one that the template never mentions is a fault.
 */
export function renderTemplate(
  text: string,
  file: string,
  variables: Variables,
  mustUse: readonly string[] = [],
): Reading {
  const used = new Set<string>();
  const { docs, faults } = parseManifests(text, file, plugFor(variables, used));
  const unused = mustUse
    .filter((name) => !used.has(name))
    .map((name) =>
      faultOf(({ manifests }) => manifests.unusedVariable(name, [...used].sort()), {
        at: { file, line: 1, column: 1 },
      }),
    );
  return { docs, faults: [...faults, ...unused] };
}

function plugFor(variables: Variables, used: Set<string>): Plug {
  return (text, offset, problem) => {
    const holes = [...text.matchAll(placeholder)];
    if (holes.length === 0) return asWritten;
    const known = (name: string): boolean => {
      used.add(name);
      if (Object.hasOwn(variables, name)) return true;
      const names = Object.keys(variables).sort();
      problem({ offset, say: ({ manifests }) => manifests.unknownVariable(name, names) });
      return false;
    };
    const [only] = holes;
    if (only && only[0] === text && only[1] === '') {
      const name = only[2] ?? '';
      return known(name) ? (variables[name] ?? absent) : null;
    }
    return text.replace(placeholder, (whole, escape: string, name: string) => {
      if (escape !== '') return whole.slice(1);
      if (!known(name)) return '';
      const value = variables[name];
      if (['string', 'number', 'boolean'].includes(typeof value)) return String(value);
      const isEmpty = value === undefined;
      problem({ offset, say: ({ manifests }) => manifests.variableInText(name, isEmpty) });
      return '';
    });
  };
}
