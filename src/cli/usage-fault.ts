import type { Command, CommanderError } from 'commander';
import type { Fault } from '../fault.ts';
import { faultFrom, type FaultTexts } from '../messages/fault-of.ts';
import { usageFaults } from '../messages/en/faults-usage.ts';

/** What an option's value must be, as commander is told; `usageFault` finds it again to translate it. */
export const needs = usageFaults.needs;

type Commander = FaultTexts['usage']['commander'];

/** What commander says, and the catalogue's word for it. Anything else stays as it says it. */
const complaints: readonly (readonly [RegExp, keyof Commander])[] = [
  [/^missing required argument '(.*)'$/, 'noArgument'],
  [/^option '(.*)' argument missing$/, 'noValue'],
  [/^required option '(.*)' not specified$/, 'noOption'],
  [/^(.*) cannot be used with (.*)$/, 'conflict'],
  [/^unknown option '(.*)'$/, 'unknownOption'],
  [/^unknown command '(.*)'$/, 'unknownCommand'],
  [/^option '(.*?)' argument '(.*)' is invalid\. Allowed choices are (.*)\.$/, 'oneOf'],
  [
    /^command-argument value '(.*)' is invalid for argument '(.*)'\. Allowed choices are (.*)\.$/,
    'argumentOneOf',
  ],
];

/** What commander complains of, with how to go on. */
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
  for (const [pattern, name] of complaints) {
    const found = pattern.exec(message);
    if (found === null) continue;
    const say: (...parts: string[]) => string = usage.commander[name];
    return say(...found.slice(1));
  }
  const names = Object.keys(needs) as (keyof typeof needs)[];
  const need = names.find((name) => message.endsWith(` is invalid. ${needs[name]}`));
  const [, option, value = ''] = /^option '(.*?)' argument '(.*)' is/s.exec(message) ?? [];
  if (need === undefined || option === undefined) return message;
  return usage.invalidOption(option, value, usage.needs[need]);
}

function fullName(command: Command): string {
  return command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name();
}
