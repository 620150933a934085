import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ListBody } from '../../../src/cluster/http/list-body.ts';

function read(
  text: string,
  cuts: readonly number[] = [],
  wholeUpTo?: number,
): { items: unknown[]; envelope: unknown } {
  const bytes = Buffer.from(text);
  const items: unknown[] = [];
  const body = new ListBody((item) => items.push(item), wholeUpTo);
  const places = [0, ...cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b), bytes.length];
  places.forEach((place, index) => {
    body.push(bytes.subarray(place, places[index + 1] ?? bytes.length));
  });
  return { items, envelope: body.end() };
}

describe('a list that comes in parts', () => {
  test('is what JSON.parse makes of it, wherever it is cut', () => {
    const item = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue());
    const list = fc.record({
      kind: fc.string(),
      metadata: fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue(), { maxKeys: 3 }),
      items: fc.array(item, { maxLength: 8 }),
      after: fc.record({ continue: fc.string() }),
    });
    fc.assert(
      fc.property(list, fc.array(fc.nat()), fc.nat(300), fc.nat(1), (value, cuts, upTo, indent) => {
        const text = JSON.stringify(value, null, indent);
        const { items, envelope } = read(text, cuts, upTo);
        expect(items).toEqual(JSON.parse(JSON.stringify(value.items)));
        expect(envelope).toEqual(JSON.parse(JSON.stringify({ ...value, items: [] })));
      }),
    );
  });

  test('hands an item over as soon as it is whole', () => {
    const seen: unknown[] = [];
    const body = new ListBody((item) => seen.push(item), 0);
    body.push(Buffer.from('{"items":[{"a":1},{"b":"]}'));
    expect(seen).toEqual([{ a: 1 }]);
    body.push(Buffer.from('\\"{"},{"c":'));
    expect(seen).toEqual([{ a: 1 }, { b: ']}"{' }]);
  });

  describe.each([0, 1_000])('whether long or short (%i)', (wholeUpTo) => {
    test.each(['{"items":null}', '{"items":[]}', '{"items":[ ]}', '{"metadata":{}}'])(
      'without items: %s',
      (text) => {
        const envelope: unknown = JSON.parse(text);
        expect(read(text, [], wholeUpTo)).toEqual({ items: [], envelope });
      },
    );

    test.each(['', '{"items":[{"a":1}', '{"items":[{"a":1}]', '{"items":[{"a":1}{"b":2}]}', 'x'])(
      'that is not JSON throws a SyntaxError: %s',
      (text) => {
        expect(() => read(text, [], wholeUpTo)).toThrow(SyntaxError);
      },
    );
  });
});
