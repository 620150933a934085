import { Fault } from '../fault.ts';
import { mended, type ManifestText } from '../manifest/mend.ts';
import { parseTexts, readTexts, type RawText } from '../manifest/reader.ts';
import type { ToldFinding } from '../messages/finding-text.ts';
import { messagesOf } from '../messages/messages.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { Line } from '../world.ts';
import { fileDiff, fileDiffLines } from './file-diff.ts';
import { findingLines, findingsDocument, findingsOf, lintOutcome } from './lint-report.ts';
import type { Fixed } from './lint-report.ts';
import type { World } from './world.ts';
import { writeInPlace } from './write-in-place.ts';

export interface LintFixInput {
  readonly paths: readonly string[];
  readonly yes: boolean;
  readonly dryRun: boolean;
  /** -o json or yaml: one document at the end, and nothing else on stdout. */
  readonly asDocument: boolean;
}

interface Change {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  readonly diff: string;
}

/** Mends the files themselves after showing what would change; then tells what is left. */
export async function lintFix(world: World, input: LintFixInput): Promise<Outcome> {
  const say = messagesOf(world.language).lint;
  const read = await readTexts(input.paths, () => world.stdin());
  const texts = read.filter((one): one is RawText => !(one instanceof Fault));
  const faults = read.filter((one): one is Fault => one instanceof Fault);
  if (input.paths.includes('-')) return filter(world, input, texts);
  const after = mendedTexts(world, texts);
  const changes = texts.flatMap((one, index) => changeOf(one, after[index]));
  const lines = changes.flatMap(({ diff }) => fileDiffLines(diff));
  const fixed = changes.map(({ path, diff }): Fixed => ({ file: path, diff }));
  if (input.dryRun) {
    world.reporter.document(
      findingsDocument(world, findingsIn(world, texts, faults, input), fixed),
      lines,
    );
    return outcome('done', say.wouldMend(changes.length));
  }
  if (changes.length === 0) world.reporter.say(say.nothingToMend);
  else {
    if (!input.asDocument) world.reporter.document({}, lines);
    const refusal = await refusalOf(world, input, changes.length);
    if (refusal !== undefined) return refusal;
    await writeAll(world, changes);
  }
  return left(world, input, findingsIn(world, after, faults, input), fixed);
}

/** Text in, text out; what is left is told on stderr. */
function filter(world: World, input: LintFixInput, texts: readonly RawText[]): Outcome {
  const say = messagesOf(world.language).lint;
  if (input.paths.length > 1) throw new Fault(say.stdinAlone, { fix: say.stdinAloneFix });
  if (input.asDocument) throw new Fault(say.stdinFormat, { fix: say.stdinFormatFix });
  const after = mendedTexts(world, texts);
  const findings = findingsIn(world, after, [], input);
  const lines = findings.flatMap((finding) => findingLines(world, finding));
  world.reporter.raw(after.map(({ text }) => text).join(''));
  for (const line of lines) world.reporter.say(line);
  return lintOutcome(world, input.paths, findings);
}

function mendedTexts(world: World, texts: readonly RawText[]): readonly ManifestText[] {
  const say = messagesOf(world.language).lint;
  for (const one of texts.filter(({ exact }) => !exact)) world.reporter.say(say.notUtf8(one.file));
  const after = mended(texts.map(({ file, text }) => ({ file, text })));
  return texts.map((one, index) => (one.exact ? (after[index] ?? one) : one));
}

function changeOf({ path, text }: RawText, after: ManifestText | undefined): Change[] {
  if (after === undefined || after.text === text) return [];
  return [{ path, before: text, after: after.text, diff: fileDiff(path, text, after.text) }];
}

function findingsIn(
  world: World,
  texts: readonly ManifestText[],
  faults: readonly Fault[],
  { paths }: LintFixInput,
): ToldFinding[] {
  return findingsOf(world, parseTexts([...texts, ...faults], paths));
}

function left(
  world: World,
  { paths }: LintFixInput,
  findings: readonly ToldFinding[],
  fixed: readonly Fixed[],
): Outcome {
  const lines: Line[] = findings.flatMap((finding) => findingLines(world, finding));
  world.reporter.document(findingsDocument(world, findings, fixed), lines);
  return lintOutcome(world, paths, findings);
}

async function refusalOf(
  world: World,
  { yes }: LintFixInput,
  files: number,
): Promise<Outcome | undefined> {
  const say = messagesOf(world.language).lint;
  if (yes) return undefined;
  if (!world.ask.interactive) {
    throw new Fault(say.silence, { outcome: 'refused', fix: say.silenceFix });
  }
  try {
    return (await world.ask.confirm(say.question(files)))
      ? undefined
      : outcome('refused', say.declined);
  } catch (error) {
    // Ctrl-C at the question.
    if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
    return outcome('interrupted', say.interrupted);
  }
}

/** Each file whole or not at all; the first that fails ends it. */
async function writeAll(world: World, changes: readonly Change[]): Promise<void> {
  const say = messagesOf(world.language).lint;
  const written: string[] = [];
  for (const { path, before, after } of changes) {
    try {
      await writeInPlace(path, before, after);
    } catch (error) {
      if (!(error instanceof Fault) || written.length === 0) throw error;
      const { message, outcome, fix } = error.in(world.language);
      throw new Fault(message, {
        outcome,
        ...(fix !== undefined && { fix }),
        details: [say.wroteSome(written.join(', '))],
        cause: error,
      });
    }
    written.push(path);
    world.reporter.say(say.wrote(path));
  }
}
