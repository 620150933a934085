import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FirstJson } from '../../../src/arklet/first-json.ts';

function read(chunks: readonly (string | Buffer)[]) {
  const json = new FirstJson();
  const whole = chunks.some((chunk) => json.take(Buffer.from(chunk)));
  return { whole, text: json.text() };
}

describe('the first JSON value', () => {
  test.each([
    ['two objects', ['{"a":1}{"b":2}'], true, '{"a":1}'],
    ['a second answer behind it', [' {"a":"}"}HTTP/1.1 200 OK\r\n\r\n{}'], true, ' {"a":"}"}'],
    ['brackets and quotes in texts', ['["{\\"[", "\\\\"] x'], true, '["{\\"[", "\\\\"]'],
    ['a cut', ['{"a":'], false, '{"a":'],
    ['text', ['<html>{"a":1}</html>'], false, '<html>{"a":1}</html>'],
    ['a number', ['12 {}'], false, '12 {}'],
    ['nothing', [''], false, ''],
  ])('%s', (_, chunks, whole, text) => {
    expect(read(chunks)).toEqual({ whole, text });
  });

  test('whatever the value, however it is cut, whatever follows', () => {
    const value = fc.oneof(fc.object(), fc.array(fc.jsonValue()));
    fc.assert(
      fc.property(value, fc.string(), fc.integer({ min: 1, max: 9 }), (given, tail, size) => {
        const text = JSON.stringify(given);
        const bytes = Buffer.from(text + tail);
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        );
        expect(read(chunks)).toEqual({ whole: true, text });
      }),
    );
  });
});
