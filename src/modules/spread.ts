import * as labels from './labels.ts';
import { meets } from './selector.ts';

interface Term {
  labelSelector?: {
    matchLabels?: Record<string, string>;
    matchExpressions?: { key: string; operator: string; values?: string[] }[];
  };
  matchLabelKeys?: string[];
  mismatchLabelKeys?: string[];
  topologyKey?: string;
}

/**
 * What a pod template's required anti-affinity says to a second version of the
 * same module on one base.
 * `free`: no required term, pods may pile up on one base;
 * `per-version`: one pod of each version per base;
 * `exclusive`: one pod per base whatever its version.
 */
export type Spread = 'free' | 'per-version' | 'exclusive';

const hashLabel = 'pod-template-hash';

export function spreadOf(template: unknown): Spread {
  const { metadata, spec } = (template ?? {}) as {
    metadata?: { labels?: Record<string, string> };
    spec?: {
      affinity?: {
        podAntiAffinity?: { requiredDuringSchedulingIgnoredDuringExecution?: Term[] };
      };
    };
  };
  const own = metadata?.labels ?? {};
  const terms =
    spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const onSelf = terms.filter((term) => selects(term, own));
  if (onSelf.length === 0) return 'free';
  return onSelf.every(tellsVersionsApart) ? 'per-version' : 'exclusive';
}

function selects(term: Term, own: Readonly<Record<string, string>>): boolean {
  const { matchLabels = {}, matchExpressions = [] } = term.labelSelector ?? {};
  return (
    Object.entries(matchLabels).every(([key, value]) => own[key] === value) &&
    matchExpressions.every((expression) => meets(own, expression))
  );
}

function tellsVersionsApart(term: Term): boolean {
  const keys = [labels.moduleVersion, hashLabel];
  const { matchLabels = {}, matchExpressions = [] } = term.labelSelector ?? {};
  return (
    (term.matchLabelKeys ?? []).some((key) => keys.includes(key)) ||
    keys.some((key) => key in matchLabels) ||
    matchExpressions.some((one) => keys.includes(one.key) && one.operator === 'In')
  );
}
