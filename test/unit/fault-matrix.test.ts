import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { provenElsewhere } from '../e2e/faults/elsewhere.ts';
import { faultMatrix, rooms } from '../e2e/faults/matrix.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('docs/fault-matrix.md', () => {
  test('is what the cases say: no row without a test, no case without a row', async () => {
    await expect(faultMatrix()).toMatchFileSnapshot(`${root}/docs/fault-matrix.md`);
  });

  test.each(Object.keys(rooms))('%s is played', (room) => {
    const file = readFileSync(`${root}/test/e2e/faults-${room}.test.ts`, 'utf8');
    expect(file).toContain(`runFaults('${room}', rooms.${room}, `);
  });

  test('every case has a name of its own', () => {
    const names = [...Object.values(rooms).flat(), ...provenElsewhere].map(({ fault }) => fault);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(provenElsewhere)('$fault: $file has that test, and the words', (row) => {
    const text = readFileSync(`${root}/${row.file}`, 'utf8');
    expect(text).toContain(row.test);
    for (const words of row.says) {
      for (const part of words.split('…')) expect(text).toContain(part);
    }
  });
});
