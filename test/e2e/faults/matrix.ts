import { clockFaults } from './clocks.ts';
import { clusterFaults } from './cluster.ts';
import { provenElsewhere } from './elsewhere.ts';
import type { FaultRow, GoesOn } from './fault-case.ts';
import { kubectlFaults } from './kubectl.ts';
import { networkFaults, serverFaults } from './network.ts';
import { peopleFaults } from './people.ts';
import { v1Faults } from './v1.ts';

/** The cases of each test file. */
export const rooms = {
  network: [...networkFaults, ...serverFaults],
  people: [...peopleFaults, ...clockFaults, ...kubectlFaults],
  cluster: clusterFaults,
  v1: v1Faults,
};

const worlds: Readonly<Record<keyof typeof rooms, string>> = {
  network: 'V2 Deployment: the network',
  people: 'V2 Deployment: people and their programs',
  cluster: 'V2 Deployment: the cluster',
  v1: 'V1 ModuleDeployment',
};

const commands: Readonly<Record<GoesOn, string>> = {
  none: 'nothing to do: it went on by itself, or nothing was begun',
  attach: '`koupctl attach biz1`',
  deploy: 'the same `koupctl deploy`',
  rollback: '`koupctl rollback biz1`',
};

const head = `# Fault matrix

What koupctl says when something breaks in the middle of a rollout, how it exits, and the one command that goes on. Each
row is a test on a real control plane; each case of the tables is an upgrade in two batches, of one base each, of a
manifest with fields of its own (progressDeadlineSeconds, strategy, labels; V1: operationStrategy, labels). The test runs
the command that goes on and proves that it finishes: the version is active on all bases, the user's own fields are back,
the record is closed, nobody holds the Lease. \`…\` stands for anything within a line.

This page is made from the cases themselves (\`test/e2e/faults/\`), and a test keeps it so: \`npx vitest run --project unit
test/unit/fault-matrix.test.ts -u\` writes it anew. \`KOUPCTL_FAULTS_REPEAT=20 npx vitest run --project e2e
test/e2e/faults-\` plays every case twenty times on fresh objects; \`KOUPCTL_FAULTS_LANES\` says how many at a time.
`;

/** docs/fault-matrix.md, from the cases that there are. */
export function faultMatrix(): string {
  const tables = Object.entries(rooms).map(([room, cases]) => {
    const world = worlds[room as keyof typeof rooms];
    return table<FaultRow>(`${world}: \`test/e2e/faults-${room}.test.ts\``, cases, []);
  });
  const others = table('Proven by other tests', provenElsewhere, ['proven by'], (row) => [
    `\`${row.file}\`: ${row.test}`,
  ]);
  return [head, ...tables, others].join('\n');
}

function table<T extends FaultRow>(
  title: string,
  rows: readonly T[],
  columns: readonly string[],
  more: (row: T) => readonly string[] = () => [],
): string {
  const names = [
    'fault',
    'how it is made',
    'what koupctl says',
    'exit',
    'goes on with',
    ...columns,
  ];
  const lines = rows.map((row) => [...cells(row), ...more(row)]);
  return [
    `## ${title}`,
    '',
    ...[names, names.map(() => '---'), ...lines].map((line) => `| ${line.join(' | ')} |`),
    '',
  ].join('\n');
}

function cells({ fault, made, says, exit, mended, goesOn }: FaultRow): string[] {
  const words = says.length === 0 ? 'nothing: nobody reads' : says.map(quoted).join('<br>');
  const first = mended === undefined ? '' : `${mended}; then `;
  return [fault, made.replaceAll('|', '\\|'), words, String(exit), first + commands[goesOn]];
}

function quoted(words: string): string {
  return `\`${words.trim().replaceAll('|', '\\|')}\``;
}
