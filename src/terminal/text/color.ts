import { Chalk } from 'chalk';
import type { Tone } from '../../world.ts';
import type { ColorLevel } from './color-level.ts';
import type { Paint } from './line.ts';

export function createPaint(level: ColorLevel): Paint {
  const chalk = new Chalk({ level });
  const tones: Record<Tone, (text: string) => string> = {
    good: chalk.green,
    bad: chalk.red,
    warn: chalk.yellow,
    dim: chalk.dim,
  };
  return (text, tone) => (tone === undefined ? text : tones[tone](text));
}
