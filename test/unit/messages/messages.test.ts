import { describe, expect, test } from 'vitest';
import { messagesOf } from '../../../src/messages/messages.ts';

type Leaf = readonly [path: string, value: unknown];

/** Every text of a catalogue, and every function that makes one. */
function leaves(tree: object, path = ''): Leaf[] {
  return Object.entries(tree).flatMap(([key, value]: [string, unknown]) => {
    const here = path === '' ? key : `${path}.${key}`;
    return typeof value === 'object' && value !== null ? leaves(value, here) : [[here, value]];
  });
}

const en = leaves(messagesOf('en'));
const zh = new Map(leaves(messagesOf('zh')));

describe('the catalogue', () => {
  test('has the same entries in both languages', () => {
    expect([...zh.keys()].sort()).toEqual(en.map(([path]) => path).sort());
  });

  test.each(en.map(([path, value]) => [path, value]))('%s', (path, value) => {
    const other = zh.get(path);
    expect(typeof other).toBe(typeof value);
    if (typeof value === 'function') expect((other as () => void).length).toBe(value.length);
    // A word that is what the user types or reads elsewhere (a code, a command) may stay as it is.
    if (typeof other === 'string' && other !== value) expect(other).toMatch(/\p{Script=Han}/u);
    expect(other).not.toBe('');
    expect(value).not.toBe('');
  });
});
