import { Fault } from '../fault.ts';
import type { Language } from '../world.ts';

/** What was read, or the sentence that says what this user may not. */
export type Allowed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string };

/** What the user may not read is told where it is missing; any other trouble is thrown. */
export async function unlessForbidden<T>(
  reading: Promise<T>,
  language: Language,
): Promise<Allowed<T>> {
  try {
    return { ok: true, value: await reading };
  } catch (error) {
    if (!isForbidden(error)) throw error;
    return { ok: false, why: error.in(language).message };
  }
}

/** Undefined where the user may not read it, and nobody needs to know. */
export async function ifAllowed<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (!isForbidden(error)) throw error;
    return undefined;
  }
}

/** The user may not do what was asked; anything else that fails is thrown on. */
export function isForbidden(error: unknown): error is Fault {
  return error instanceof Fault && / may not /.test(error.message);
}
