import { outcomes } from '../exit-code.ts';
import { documentedCodes } from './documented-codes.ts';
import { gatewayCodes } from './gateway-codes.ts';
import { realCodes } from './real-codes.ts';

/** Where a code is from. */
export type Component =
  'arklet' | 'sofa-ark' | 'runtime' | 'module-controller' | 'board' | 'openapi' | 'koupctl';

/** What kind of word it is: a documented operation, or the place where a component says it. */
export type CodeGroup =
  | 'general'
  | 'query'
  | 'install'
  | 'uninstall'
  | 'base'
  | 'scaling'
  | 'work-order'
  | 'internal'
  | 'operations'
  | 'external'
  | 'answer'
  | 'result'
  | 'operation'
  | 'biz-state'
  | 'state-reason'
  | 'runtime'
  | 'actuator'
  | 'tracker'
  | 'v1-module'
  | 'v1-progress'
  | 'v1-condition'
  | 'v2-pod'
  | 'v2-event'
  | 'gateway'
  | 'outcome';

/**
 * Whether anybody ever says it. `documented`: no open component does; `declared`: in the code and
 * never used; `older`: not by current releases; `log`: in logs and reports only; `guide`: of another product, by the operations guide.
 */
export type Seen = 'sent' | 'log' | 'older' | 'declared' | 'documented' | 'guide';

export type CodeTable = readonly {
  readonly component: Component;
  readonly group: CodeGroup;
  readonly seen: Seen;
  readonly codes: readonly string[];
}[];

export interface KnownCode {
  readonly component: Component;
  readonly group: CodeGroup;
  readonly seen: Seen;
  readonly code: string;
  /** Of a documented code: who is to blame, and the part behind it. */
  readonly source?: string;
  readonly type: string;
  /** Of an outcome of koupctl. */
  readonly exitCode?: number;
}

const outcomeTable: CodeTable = [
  { component: 'koupctl', group: 'outcome', seen: 'sent', codes: Object.keys(outcomes) },
];

/** Everything that `explain` knows, what is really said before what is only documented. */
export const knownCodes: readonly KnownCode[] = [
  ...realCodes,
  ...outcomeTable,
  ...documentedCodes,
  ...gatewayCodes,
].flatMap(({ codes, ...table }) => codes.map((code) => ({ ...table, code, ...partsOf(code) })));

function partsOf(code: string): Pick<KnownCode, 'source' | 'type' | 'exitCode'> {
  const [source, type] = code.split('.');
  if (source !== undefined && type !== undefined) return { source, type };
  const own = (outcomes as Record<string, { readonly code: number } | undefined>)[code];
  return { type: code, ...(own === undefined ? {} : { exitCode: own.code }) };
}

/** Under which its texts are in the catalogue: a Type occurs in several tables, a word in several places. */
export function textKey({ component, group, code, seen }: KnownCode): string {
  return `${seen === 'documented' ? component : group}:${code}`;
}
