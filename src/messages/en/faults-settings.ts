import { told } from '../told.ts';

const sizes = 'write numbers or percentages, for example 1,30%,100%';
const most = 'write a number or a percentage, for example 1 or 25%';

/** What is wrong with a setting, in the file, the environment or a flag. */
export const settingFaults = {
  notABatchSize: (text: string) => told(`"${text}" is not a batch size`, sizes),
  emptyBatch: (text: string) => told(`a batch of ${text} has no bases`, sizes),
  moreThanAllBases: (text: string) => told(`${text} is more than all bases`, sizes),
  batchTooLarge: (text: string) => told(`${text} is too large`, sizes),
  notANumberOfModules: (text: string) => told(`"${text}" is not a number of modules`, most),
  moreThanAllModules: (text: string) => told(`${text} is more than all modules`, most),
  tooLarge: (text: string) => told(`${text} is too large`, most),
  batchesTwice: told('batches and batchSize exclude each other', 'keep one of them'),
  notADuration: (text: string) =>
    told(`"${text}" is not a duration`, 'write seconds (90) or a time such as 90s, 15m or 1h30m'),
  tooLong: (text: string) => told(`"${text}" is longer than 24 days`, 'write a shorter time'),
  noTime: (text: string) => told(`"${text}" leaves no time at all`, 'write a time above 0'),
  otherName: (path: string, right: string) =>
    told(`${path} would not be read`, `rename it to ${right}`),
  foreign: (path: string) =>
    told(
      `${path} belongs to another user and lies where everybody may write`,
      'run koupctl elsewhere, or make the file yours',
    ),
  unreadable: (path: string, why: string) => told(`${path} can't be read: ${why}`),
  keyTwice: told('this key stands above already', 'keep one of them'),
  notYaml: (why: string) => told(`not valid YAML: ${why}`),
  noKeys: told('the file is no list of keys', 'write lines of the form key: value'),
  unknownKey: (name: string, meant: KeyMeant) => told(`unknown key ${name}`, keyMeant(meant)),
  hasKeys: (name: string, below: readonly string[]) =>
    told(`${name} holds keys of its own`, `write ${below.join(' and ')} below it`),
  noValue: (name: string) => told(`${name} has no value`, 'write a value, or leave the key out'),
  single: (name: string, leaf: string) =>
    told(`${name} is a single value`, `write it as ${leaf}: value`),
  oddEntry: (name: string) =>
    told(`${name} has an entry that is no plain value`, 'write one value per entry'),
  noneOf: (text: string, allowed: readonly string[], near: string | undefined) =>
    told(
      `"${text}" is none of ${allowed.join(', ')}`,
      near === undefined ? `write one of ${allowed.join(', ')}` : `did you mean ${near}?`,
    ),
  empty: told('is empty', 'write a value, or leave the key out'),
  notACount: (text: string) =>
    told(`"${text}" is not a number of batches`, 'write a whole number from 1'),
  notANamespace: (text: string) =>
    told(
      `"${text}" is not a name of a namespace`,
      'write at most 63 lower-case letters, digits and hyphens',
    ),
  notAnEnv: (text: string) =>
    told(
      `"${text}" is not an environment of a vnode`,
      'write at most 63 letters, digits, hyphens, dots and underscores',
    ),
  mistakes: (count: number) =>
    told(`${count} mistakes in the configuration`, 'mend them all; nothing was done'),
  stray: (name: string, near: string) => `${name} is no setting; did you mean ${near}?`,
  wrongIn: (where: string, what: string) => `${where}: ${what}`,
};

/** What an unknown key may have been meant for. */
export type KeyMeant =
  | { readonly near: string }
  | { readonly elsewhere: string; readonly holder: string | undefined }
  | { readonly known: readonly string[] };

function keyMeant(meant: KeyMeant): string {
  if ('near' in meant) return `did you mean ${meant.near}?`;
  if ('known' in meant) return `known keys: ${meant.known.join(', ')}`;
  const place = meant.holder === undefined ? 'at the top' : `below ${meant.holder}`;
  return `did you mean ${meant.elsewhere} ${place}?`;
}
