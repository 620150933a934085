import type { Status } from './status.ts';

const typedPatch = /failed to create typed (?:patch|live) object \([^)]*\): /;

/** Whether an answer is about the object's fields, whatever its code: apply gives 500 for those. */
export function isFieldError(body: string): boolean {
  return typedPatch.test(body);
}

/** What is wrong with an object, field by field. */
export function fieldErrors({ message, causes }: Status): string[] {
  // The cause of these quotes the whole object; the message ends with what matters.
  const strict = [...message.matchAll(/(?:unknown|duplicate) field "[^"]*"/g)].map(String);
  if (strict.length > 0) return strict;
  if (typedPatch.test(message)) {
    const [, rest = ''] = message.split(typedPatch);
    return rest
      .split('\n')
      .map(sayTyped)
      .filter((line) => line !== '' && line !== 'errors:');
  }
  const named = causes.map(({ field, message: why }) =>
    withoutLongValue(field === '' ? why : `${field}: ${why}`),
  );
  return named.length > 0 ? named : [withoutLongValue(message)];
}

/** `.spec.a: field not declared in schema` in the words of the strict decoder. */
function sayTyped(line: string): string {
  const unknown = /^\s*\.?(\S+): field not declared in schema/.exec(line)?.[1];
  return unknown === undefined ? line.trim().replace(/^\./, '') : `unknown field "${unknown}"`;
}

// The value may be the whole object.
function withoutLongValue(text: string): string {
  return text.replace(/(Invalid value): (?:"(?:[^"\\]|\\.){60,}"|[{[].{60,}[}\]]): /s, '$1: ');
}
