import { structuredPatch } from 'diff';

/** A unified diff of two texts, without file names; '' when they are equal. */
export function unifiedDiff(before: string, after: string, context = 3): string {
  if (before === after) return '';
  const patch = structuredPatch('live', 'planned', before, after, '', '', { context });
  return patch.hunks
    .flatMap((hunk) => [
      `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`,
      ...hunk.lines,
    ])
    .join('\n');
}
