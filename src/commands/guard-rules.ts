import { Fault } from '../fault.ts';
import { guardNamespace, rulesKey, rulesName, type Policy } from '../guard/policy.ts';
import { messagesOf } from '../messages/messages.ts';
import type { Cluster, Language } from '../world.ts';
import { isForbidden } from './forbidden.ts';
import { readMap } from './kept-map.ts';

const where = `${guardNamespace}/${rulesName}`;

/**
 * The cluster's own rules; undefined where it has none. Who may not read them, and whoever meets
 * rules that make no sense, is refused: nothing is let through because it could not be judged.
 */
export async function clusterRules(
  cluster: Cluster,
  language: Language,
): Promise<Policy | undefined> {
  const say = messagesOf(language).guard;
  const map = await readRules(cluster, language);
  if (map === undefined) return undefined;
  const { readPolicyText } = await import('../guard/read-policy.ts');
  const file = `${where}:${rulesKey}`;
  const text = map[rulesKey];
  if (text === undefined) {
    throw new Fault(say.badRules(where), {
      outcome: 'refused',
      details: [say.mistakes.missing(rulesKey, '').what],
      fix: say.badRulesFix,
    });
  }
  const { policy, mistakes } = readPolicyText(file, text);
  if (mistakes.length === 0) return policy;
  throw new Fault(say.badRules(where), {
    outcome: 'refused',
    details: mistakes.map(({ code, at, what, known }) => {
      const told = say.mistakes[code](what, known);
      return `${at.file}:${String(at.line)}:${String(at.column)}: ${told.what} (${told.fix})`;
    }),
    fix: say.badRulesFix,
  });
}

async function readRules(cluster: Cluster, language: Language): ReturnType<typeof readMap> {
  try {
    return await readMap(cluster, rulesName);
  } catch (error) {
    if (!isForbidden(error)) throw error;
    const say = messagesOf(language).guard;
    throw new Fault(say.mayNotRead(where), {
      outcome: 'refused',
      details: [error.in(language).message],
      fix: say.mayNotReadFix(guardNamespace, rulesName, cluster.target.context),
      cause: error,
    });
  }
}
