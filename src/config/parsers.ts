import { isAbsolute, resolve } from 'node:path';
import { faultOf } from '../messages/fault-of.ts';
import { nearest } from './nearest.ts';

/** Parsers of single settings: text as the user wrote it to a value, or a Fault. */

export function oneOf<const T extends string>(allowed: readonly T[]): (text: string) => T {
  return (text) => {
    const found = allowed.find((value) => value === text);
    if (found !== undefined) return found;
    const near = nearest(text, allowed);
    throw faultOf(({ settings }) => settings.noneOf(text, allowed, near));
  };
}

export function parseText(text: string): string {
  if (text.trim() === '') throw faultOf(({ settings }) => settings.empty);
  return text;
}

/** A whole number from 1. */
export function parseCount(text: string): number {
  const value = /^\d+$/.test(text.trim()) ? Number(text.trim()) : 0;
  if (value >= 1 && Number.isSafeInteger(value)) return value;
  throw faultOf(({ settings }) => settings.notACount(text));
}

/** What Kubernetes takes as a namespace: an RFC 1123 label. */
export function parseNamespace(text: string): string {
  if (/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(text)) return text;
  throw faultOf(({ settings }) => settings.notANamespace(text));
}

/** The `env` of a vnode's name; part of a label value. */
export function parseEnv(text: string): string {
  if (/^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/.test(text)) return text;
  throw faultOf(({ settings }) => settings.notAnEnv(text));
}

/** A path, relative to `folder`: that of the configuration file, else the working folder. */
export function parsePath(text: string, folder: string): string {
  const path = parseText(text);
  return isAbsolute(path) ? path : resolve(folder, path);
}
