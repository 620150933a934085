import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import { invisible } from './text/clean.ts';

const require = createRequire(import.meta.url);

/**
 * JSON for programs. Nothing is replaced, but what a terminal would obey or
 * hide is escaped: `JSON.stringify` alone leaves C1 and bidi characters raw.
 */
export function jsonText(value: unknown, indent?: number): string {
  // A value that JSON has no word for (undefined) is printed as null.
  const text = (JSON.stringify(value, null, indent) as string | undefined) ?? 'null';
  return text.replace(invisible, (character) =>
    character === '\n' ? character : escapeUnits(character),
  );
}

function escapeUnits(character: string): string {
  return [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
    .join('');
}

/** YAML that YAML 1.1 and 1.2 readers take for the same; invisible characters are escaped. */
export function yamlText(value: unknown): string {
  const yaml = require('yaml') as typeof Yaml;
  // Through JSON first: what is printed is the same value in both formats.
  const document: Yaml.Document = new yaml.Document(JSON.parse(jsonText(value)), {
    compat: 'yaml-1.1',
    aliasDuplicateObjects: false,
  });
  yaml.visit(document, {
    Scalar: (_key, node: Yaml.Scalar) => {
      const { value: text } = node;
      if (typeof text === 'string' && (hides(text) || beginsWithSpace(text))) {
        node.type = 'QUOTE_DOUBLE';
      }
    },
  });
  // By now they stand only inside double quotes, where an escape means the same.
  return document
    .toString({ lineWidth: 0 })
    .replace(invisible, (character) =>
      character === '\n' ? character : escapeCodePoint(character),
    );
}

/** As a block it would lose its first spaces (yaml 2.9). */
function beginsWithSpace(text: string): boolean {
  return /^\n* /.test(text);
}

function hides(text: string): boolean {
  return text.replaceAll('\n', '').search(invisible) >= 0;
}

function escapeCodePoint(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff
    ? `\\U${code.toString(16).padStart(8, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}
