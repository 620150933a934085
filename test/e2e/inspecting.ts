import type { Koupctl } from './koupctl.ts';

export interface Inspection {
  readonly outcome: string;
  readonly checks: readonly {
    readonly check: string;
    readonly status: string;
    readonly looked: number;
    readonly since: string | null;
    readonly runs: number | null;
    readonly skipped: { code: string; what: string } | null;
    readonly findings: readonly { status: string; code: string; object: string; text: string }[];
  }[];
  readonly mended: readonly string[];
}

/** What `inspect` says, and its exit code. */
export async function inspection(
  koupctl: Koupctl,
  ...args: string[]
): Promise<{ said: Inspection; code: number | null }> {
  const { code, stdout, stderr } = await koupctl.run(['inspect', ...args, '-o', 'json']);
  if (stdout === '') throw new Error(`inspect ended with ${String(code)}:\n${stderr}`);
  return { said: JSON.parse(stdout) as Inspection, code };
}
