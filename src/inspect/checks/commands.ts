import { found, type Finding } from '../check.ts';
import type { CommandSeen } from '../facts/network.ts';

const shown = 200;

/** A command of the user's own: how it ended, what it printed, how old or large that is. */
export function judgeCommand(seen: CommandSeen, now: number): Finding[] {
  const { target, code, out, err, why } = seen;
  const object = `command/${target.name}`;
  const facts = [
    ['command', target.shell ?? target.run.join(' ')],
    ['output', tail(out)],
    ['error', tail(err)],
  ] as const;
  if (why !== '') return [found('fail', 'command-not-run', object, { why }, facts)];
  if (code !== 0) return [found('fail', 'command-failed', object, { code }, facts)];
  const { without, contains } = target;
  if (without !== '' && out.includes(without)) {
    return [found('fail', 'command-has', object, { text: without }, facts)];
  }
  if (contains !== '' && !out.includes(contains)) {
    return [found('fail', 'command-has-not', object, { text: contains }, facts)];
  }
  return [...judgeAge(seen, now, object), ...judgeNumber(seen, object)];
}

function judgeAge({ target, out }: CommandSeen, now: number, object: string): Finding[] {
  const { ageFailMs, ageWarnMs } = target;
  if (ageFailMs === undefined && ageWarnMs === undefined) return [];
  const newest = newestTime(out);
  if (newest === undefined) {
    return [found('fail', 'command-no-time', object, {}, [['output', tail(out)]])];
  }
  const age = now - newest;
  const hours = Math.round((age / 3_600_000) * 10) / 10;
  const seen = [['newest', new Date(newest).toISOString()]] as const;
  if (age > (ageFailMs ?? Infinity)) return [found('fail', 'command-old', object, { hours }, seen)];
  if (age > (ageWarnMs ?? Infinity)) return [found('warn', 'command-old', object, { hours }, seen)];
  return [found('ok', 'command-fresh', object, { hours }, seen)];
}

/** Of lines that begin with seconds since the epoch (`stat -c %Y`) or with a date; ms. */
export function newestTime(out: string): number | undefined {
  const times = out.split('\n').flatMap((line) => {
    const text = line.trim();
    const [, seconds] = /^(\d{9,11})(?:\.\d+)?(?:\s|$)/.exec(text) ?? [];
    if (seconds !== undefined) return [Number(seconds) * 1_000];
    const [date] =
      /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:Z|[+-]\d\d:?\d\d))?)?/.exec(
        text,
      ) ?? [];
    const ms = Date.parse((date ?? '').replace(' ', 'T').replace(' ', ''));
    return Number.isNaN(ms) ? [] : [ms];
  });
  return times.length === 0 ? undefined : Math.max(...times);
}

function judgeNumber({ target, out }: CommandSeen, object: string): Finding[] {
  const { numberFail, numberWarn } = target;
  if (numberFail === undefined && numberWarn === undefined) return [];
  const numbers = out.split('\n').flatMap((line) => {
    const [, digits] = /(-?\d+(?:\.\d+)?)\s*%?\s*$/.exec(line) ?? [];
    return digits === undefined ? [] : [Number(digits)];
  });
  if (numbers.length === 0) {
    return [found('fail', 'command-no-number', object, {}, [['output', tail(out)]])];
  }
  // An offset may be off in either direction.
  const number = Math.max(...numbers.map(Math.abs));
  const seen = [['output', tail(out)]] as const;
  if (number > (numberFail ?? Infinity)) {
    return [found('fail', 'command-number', object, { number }, seen)];
  }
  if (number > (numberWarn ?? Infinity)) {
    return [found('warn', 'command-number', object, { number }, seen)];
  }
  return [];
}

function tail(text: string): string {
  const clean = text.trim();
  return clean.length <= shown ? clean : `…${clean.slice(-shown)}`;
}
