import type { Command, Option } from 'commander';
import { keys } from '../config/keys.ts';

/**
 * A bash function that completes commands, options and the values of options that have few, for
 * `source <(koupctl completion bash)`. Where a value is free, bash offers files.
 */
export function bashCompletion(program: Command): string {
  const commands = program.commands;
  return `# koupctl completion for bash: source <(koupctl completion bash)
_koupctl() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in
      ${commands.map((one) => one.name()).join('|')}) command=$word; break ;;
    esac
  done
  COMPREPLY=()
  case $prev in
${valueCases([program, ...commands])}
  esac
  case $command in
    '') ${reply([...commands.map((one) => one.name()), ...optionsOf(program)])} ;;
${commands.map((one) => `    ${one.name()}) ${reply(wordsOf(one))} ;;`).join('\n')}
  esac
}
complete -o default -F _koupctl koupctl
`;
}

function wordsOf(command: Command): string[] {
  const [argument] = command.registeredArguments;
  const words = [...command.commands.map((one) => one.name()), ...(argument?.argChoices ?? [])];
  const options = [command, ...command.commands].flatMap(optionsOf);
  return [...words, ...new Set(options)];
}

function optionsOf(command: Command): string[] {
  return command.options.flatMap(({ long }) => (long ? [long] : []));
}

/** What may stand behind an option that takes a value; the same whatever the command. */
function valueCases(commands: readonly Command[]): string {
  const cases = new Map<string, string>();
  for (const option of commands.flatMap((one) => one.options)) {
    if (!option.required && !option.optional) continue;
    const names = [option.short, option.long].filter((one) => one !== undefined);
    const values = valuesOf(option);
    const then = values.length > 0 ? `${reply(values)}; return` : 'return';
    for (const name of names) cases.set(name, `    ${name}) ${then} ;;`);
  }
  return [...cases.values()].join('\n');
}

function valuesOf({ argChoices, long }: Option): readonly string[] {
  if (argChoices) return argChoices;
  const setting = Object.values(keys).find(({ flag }) => flag === long);
  return (setting?.schema['enum'] as readonly string[] | undefined) ?? [];
}

function reply(words: readonly string[]): string {
  return `COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$cur"))`;
}
