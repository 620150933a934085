import { readFile, writeFile } from 'node:fs/promises';
import type { ControlPlane } from '../bed/control-plane.ts';
import { realV2 } from '../bed/v2-controller.ts';
import type { Trace, TraceEvent } from '../bed/v2-trace.ts';

// Set it together with KOUPCTL_BED_V2 to write the fixtures anew.
const RECORD = 'KOUPCTL_BED_RECORD';

export function recording(): boolean {
  return realV2() !== undefined && process.env[RECORD] === '1';
}

export async function readTrace(scenario: string): Promise<Trace> {
  return JSON.parse(await readFile(fileOf(scenario), 'utf8')) as Trace;
}

export async function writeTrace(scenario: string, plane: ControlPlane, events: TraceEvent[]) {
  const { gitVersion } = (await plane.kube.request('GET', '/version')) as { gitVersion: string };
  const head = {
    scenario,
    controller: 'koupleless/module-controller v2.2.0',
    kubernetes: gitVersion,
    recorded: new Date().toISOString(),
  };
  // One event a line: fixtures are read by people, too.
  const lines = events.map((event) => `    ${JSON.stringify(event)}`).join(',\n');
  const text = JSON.stringify({ ...head, events: [] }, undefined, 2);
  await writeFile(fileOf(scenario), `${text.replace('[]', `[\n${lines}\n  ]`)}\n`);
}

function fileOf(scenario: string): URL {
  return new URL(`../fixtures/traces/v2-${scenario}.json`, import.meta.url);
}
