import { LineCounter, parseDocument } from 'yaml';
import { faultOf } from '../../messages/fault-of.ts';

/** Reads a kubeconfig with the real YAML parser, in kubectl's dialect (1.1 without timestamps). */
export function parseYamlKubeconfig(text: string, file: string): Record<string, unknown> {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    version: '1.1',
    lineCounter,
    customTags: (tags) =>
      tags.filter(
        (tag) =>
          typeof tag === 'string' ||
          (tag.tag !== 'tag:yaml.org,2002:timestamp' && tag.format !== 'TIME'),
      ),
  });
  const error = document.errors[0];
  if (error !== undefined) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    // Only the first line: the rest of the message quotes the file, keys and tokens among it.
    const message = error.message.split('\n', 1)[0]?.replace(/ at line .*$/, '') ?? '';
    throw faultOf(({ cluster: say }) => say.notYaml(message), { at: { file, line, column: col } });
  }
  const value: unknown = document.toJS();
  if (value === null || value === undefined) return {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw faultOf(({ cluster: say }) => say.noMap(file));
  }
  return value as Record<string, unknown>;
}
