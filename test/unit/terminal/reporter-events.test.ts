import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { outcomes } from '../../../src/exit-code.ts';
import { outcome } from '../../../src/outcome.ts';
import type { RolloutEvent } from '../../../src/rollout/events.ts';
import { eventsReporter } from '../../../src/terminal/reporter-events.ts';
import { createResults } from '../../../src/terminal/results.ts';
import { createSink } from '../../../src/terminal/streams.ts';
import { createPaint } from '../../../src/terminal/text/color.ts';
import { cleanText } from '../../../src/terminal/text/clean.ts';
import { samples, states, waits } from './event-samples.ts';
import { FakeStream } from './fake-stream.ts';

interface EventsSchema {
  $defs: Record<string, { properties: Record<string, { enum?: string[] }>; required: string[] }>;
  properties: { type: { enum: string[] } };
}

const schemaFile = new URL('../../../schema/events.schema.json', import.meta.url);
const schema = JSON.parse(readFileSync(schemaFile, 'utf8')) as EventsSchema;
const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);

const all = Object.entries(samples) as [RolloutEvent['type'], RolloutEvent][];

function line(event: object): Record<string, unknown> {
  return { schema: 'koupctl.events/v1', seq: 1, ts: '2026-01-05T12:00:00.000Z', ...event };
}

function open() {
  const [stdout, stderr] = [new FakeStream(), new FakeStream()];
  const [out, err] = [createSink(stdout), createSink(stderr)];
  const paint = createPaint(0);
  const results = createResults({
    out: err,
    outPaint: paint,
    err,
    errPaint: paint,
    format: 'table',
  });
  const now = () => Date.UTC(2026, 0, 5, 12);
  const reporter = eventsReporter({ out, err, errPaint: paint, results, now });
  const lines = () => stdout.text.split('\n').slice(0, -1);
  return { reporter, stderr, lines };
}

describe('schema/events.schema.json', () => {
  it.each(all)('takes %s in full, and without what is optional', (type, event) => {
    expect(validate(line(event)) || validate.errors).toBe(true);
    const required = schema.$defs[type]?.required ?? [];
    const least = Object.fromEntries(
      Object.entries(event).filter(([field]) => required.includes(field)),
    );
    expect(validate(line(least)) || validate.errors).toBe(true);
  });

  it.each(all)('rejects %s with a field missing, unknown or of another type', (type, event) => {
    for (const field of schema.$defs[type]?.required ?? []) {
      const { [field]: _, ...rest } = event as Record<string, unknown>;
      expect([field, validate(line(rest))]).toEqual([field, false]);
    }
    for (const field of Object.keys(event)) {
      expect([field, validate(line({ ...event, [field]: { a: 1 } }))]).toEqual([field, false]);
    }
    expect(validate(line({ ...event, surprise: 1 }))).toBe(false);
  });

  it.each([
    ['no seq', { seq: undefined }],
    ['seq 0', { seq: 0 }],
    ['another version', { schema: 'koupctl.events/v2' }],
    ['a time that is none', { ts: 'yesterday' }],
    ['an unknown type', { type: 'exploded' }],
    [
      'a base in an unknown state',
      { pending: [{ ...samples['batch-progress'].pending[0], state: 'ok' }] },
    ],
    [
      'a base with an unknown field',
      { pending: [{ ...samples['batch-progress'].pending[0], a: 1 }] },
    ],
    ['a negative count', { healthy: -1 }],
  ])('rejects %s', (_, change) => {
    const good = JSON.parse(
      JSON.stringify(line({ ...samples['batch-progress'], ...change })),
    ) as object;
    expect(validate(good)).toBe(false);
  });

  it('lists the same types, states, waits and outcomes as the code', () => {
    expect(schema.properties.type.enum.toSorted()).toEqual(Object.keys(samples).toSorted());
    expect(schema.$defs['base']?.properties['state']?.enum).toEqual(Object.keys(states));
    expect(schema.$defs['waiting']?.properties['for']?.enum).toEqual(Object.keys(waits));
    expect(schema.$defs['finished']?.properties['outcome']?.enum).toEqual(Object.keys(outcomes));
  });
});

describe('the events reporter', () => {
  it('writes every event as one valid line, counted', () => {
    const { reporter, lines } = open();
    for (const [, event] of all) reporter.event(event);
    const parsed = lines().map((text) => JSON.parse(text) as Record<string, unknown>);
    expect(parsed.map((event) => event['seq'])).toEqual(all.map((_, index) => index + 1));
    for (const event of parsed) expect(validate(event) || validate.errors).toBe(true);
    expect(parsed[2]).toMatchObject(samples['batch-progress']);
    for (const text of lines()) expect(cleanText(text)).toBe(text);
  });

  it('keeps stdout for events: results and what is said go to stderr', () => {
    const { reporter, lines, stderr } = open();
    reporter.document({ plan: 1 }, ['the plan']);
    reporter.raw('kind: Pod\n');
    reporter.say('careful');
    expect(lines()).toEqual([]);
    expect(stderr.text).toBe('the plan\nkind: Pod\ncareful\n');
  });

  it('ends with one finished event, whoever brings it', () => {
    const refused = open();
    refused.reporter.finish(outcome('refused', 'declined'));
    expect(JSON.parse(refused.lines()[0] ?? '')).toEqual(
      line({ type: 'finished', outcome: 'refused', message: 'declined', causes: [], next: [] }),
    );
    const rolled = open();
    rolled.reporter.event(samples.finished);
    rolled.reporter.finish(outcome('failed', 'said again'));
    expect(rolled.lines()).toHaveLength(1);
  });
});
