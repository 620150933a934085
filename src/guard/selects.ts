import { matches } from '../wildcard.ts';
import type { Rule } from './policy.ts';

/** What a rule may be about. What is not known is undefined: then a rule is about it. */
export interface Selected {
  readonly command: string;
  readonly context: string | undefined;
  /** Empty where it is not known, or lies in no namespace. */
  readonly namespaces: readonly string[];
  readonly modules: readonly string[];
}

/** Whether a rule is about this. */
export function selects(rule: Rule, about: Selected): boolean {
  const { context, namespaces, modules } = about;
  return (
    fits(rule.contexts, context === undefined ? [] : [context]) &&
    fits(rule.namespaces, namespaces) &&
    fits(rule.modules, modules) &&
    (rule.commands.length === 0 ||
      rule.commands.some((pattern) => matchesCommand(pattern, about.command)))
  );
}

function fits(patterns: readonly string[], names: readonly string[]): boolean {
  if (patterns.length === 0 || names.length === 0) return true;
  return names.some((name) => patterns.some((pattern) => matches(pattern, name)));
}

/** `biz` is all of its orders, and `doctor` its `--repair`. */
export function matchesCommand(pattern: string, command: string): boolean {
  return matches(pattern, command) || matches(pattern, command.split(' ')[0] ?? '');
}
