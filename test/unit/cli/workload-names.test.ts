import { describe, expect, test } from 'vitest';
import { readCommandLine } from '../../../src/cli/program.ts';
import { Fault } from '../../../src/fault.ts';

/** What is typed behind NAME, where a command needs more. */
const commands: Readonly<Record<string, readonly string[]>> = {
  status: [],
  history: [],
  rollback: ['--yes'],
  attach: ['--yes'],
  confirm: ['--batch', '1'],
  pause: [],
  resume: ['--yes'],
  scale: ['--replicas', '2'],
  offline: ['--dry-run'],
};

const senseless = [
  ['', '"" names no workload'],
  [' ', '" " names no workload'],
  ['a/', '"a/" names no workload'],
  ['deployment/', '"deployment/" names no workload'],
  ['/b', '"/b" names no workload'],
  ['/', '"/" names no workload'],
  ['x/y/z', '"x/y/z" names no workload'],
  ['deployment/y/z', '"deployment/y/z" names no workload'],
  ['deployment/Biz_1', '"deployment/Biz_1" names no workload'],
  ['job/biz1', 'koupctl knows no module workload of kind job'],
  ['Job/biz1', 'koupctl knows no module workload of kind Job'],
] as const;

async function faultOf(words: readonly string[]): Promise<Fault> {
  try {
    await readCommandLine(words, '0.0.0');
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error(`${words.join(' ')} was taken`);
}

// `readCommandLine` opens nothing: what it refuses has cost no request.
describe.each(Object.entries(commands))('koupctl %s NAME', (command, more) => {
  test.each(senseless)('%j is refused before anything is opened', async (name, message) => {
    const fault = await faultOf([command, name, ...more]);
    expect(fault.message).toBe(message);
    expect(fault.outcome).toBe('invalid');
    expect(fault.fix).toContain('deployment/NAME');
  });

  test.each([
    'biz1',
    'biz-1.shop',
    'deployment/biz1',
    'deploy/biz1',
    'Deployment/biz1',
    'deployments.apps/biz1',
    'sts/biz1',
    'ds/biz1',
    'moduledeployment/biz1',
    'mddeploy/biz1',
  ])('%s is taken', async (name) => {
    expect(await readCommandLine([command, name, ...more], '0.0.0')).toHaveProperty('invocation');
    expect(await readCommandLine([command, ...more, '--', name], '0.0.0')).toHaveProperty(
      'invocation',
    );
  });
});

describe('koupctl replace MODULE', () => {
  test.each(['', 'a/', '/b', 'deployment/biz1', 'x y'])('%j is no module', async (module) => {
    const fault = await faultOf(['replace', module, '--base-ip', '10.1.0.45']);
    expect(fault.message).toBe(`"${module}" cannot be the name of a module`);
    expect(fault.outcome).toBe('invalid');
  });

  test('a module is taken', async () => {
    const line = await readCommandLine(['replace', 'Biz_1', '--pod', 'p'], '0.0.0');
    expect(line).toHaveProperty('invocation');
  });
});

test('options are taken, whatever NAME is called before them', async () => {
  expect(await readCommandLine(['status', '--help'], '0.0.0')).toHaveProperty('text');
  expect((await faultOf(['status'])).message).toContain("missing required argument 'name'");
});
