import type { Command, CommanderError } from 'commander';
import type { Fault } from '../fault.ts';
import { faultFrom, type FaultTexts } from '../messages/fault-of.ts';
import { usageFaults } from '../messages/en/faults-usage.ts';

/** What an option's value must be, as commander is told; `usageFault` finds it again to translate it. */
export const needs = usageFaults.needs;

/** What commander complains of, with how to go on. Its own words are English in every language. */
export function usageFault(error: CommanderError, complaint: string, command: Command): Fault {
  const [first = error.message, ...rest] = complaint.trim().split('\n');
  const message = first.replace(/^error: /, '');
  const hint = rest.map((line) => line.trim()).find((line) => line !== '');
  const meant = hint === undefined ? undefined : /^\(Did you mean (.*)\?\)$/.exec(hint)?.[1];
  return faultFrom((_, { usage }) => {
    const otherwise = hint ?? usage.help(fullName(command));
    return {
      message: inWords(message, usage),
      fix: meant === undefined ? otherwise : usage.didYouMean(meant),
    };
  });
}

function inWords(message: string, usage: FaultTexts['usage']): string {
  const names = Object.keys(needs) as (keyof typeof needs)[];
  const need = names.find((name) => message.endsWith(` is invalid. ${needs[name]}`));
  const [, option, value = ''] = /^option '(.*?)' argument '(.*)' is/s.exec(message) ?? [];
  if (need === undefined || option === undefined) return message;
  return usage.invalidOption(option, value, usage.needs[need]);
}

function fullName(command: Command): string {
  return command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name();
}
