import { told } from '../told.ts';

/** What is wrong in a checks file, or below `inspect` in koupctl.yaml. */
export const checkFaults = {
  noKeys: told('checks are written as keys'),
  unknownKey: (key: string, known: readonly string[]) =>
    told(`unknown key ${key}`, `known here: ${known.join(', ')}`),
  inKey: (key: string, what: string) => `${key}: ${what}`,
  single: (key: string) => told(`${key} is a single value`),
  singles: (key: string) => told(`${key} is a list of single values`),
  list: (key: string) => told(`${key} is a list`, 'write one entry per line, each after a dash'),
  holdsKeys: (key: string) => told(`${key} holds keys of its own`),
  entryHoldsKeys: (key: string) => told(`an entry of ${key} holds keys of its own`),
  missing: (key: string) => told(`${key} is missing`),
  needed: (key: string) => told(`${key} is missing`, `write ${key}: …`),
  empty: told('it is empty'),
  notTrueOrFalse: (text: string) => told(`"${text}" is neither true nor false`),
  emptyProfile: (name: string) =>
    told(`the profile ${name} has no check`, 'list them below checks'),
  noCheck: (name: string) => told(`there is no check ${name}`, 'koupctl inspect --list shows them'),
  notALevel: (text: string) => told(`"${text}" is not fail or warn`),
  notARecordType: (text: string) => told(`"${text}" is not A or AAAA`),
  noServers: told('servers is missing', 'name the servers that are asked'),
  unknownComponent: (text: string, known: readonly string[]) =>
    told(`no ports of "${text}" are known`, `known: ${known.join(', ')}`),
  noPort: told('no port is named', 'write ports, or the component that has them'),
  noHost: told('no host is named', 'write hosts, or onNodes: true'),
  noRun: told('run is missing', 'write the program and its words as a list: [ssh, ops1, uptime]'),
  runAndShell: told('run and shell exclude each other'),
  notADuration: (text: string) =>
    told(`"${text}" is not a duration`, 'write a time such as 30d, 1h30m or 200ms'),
  notANumber: (text: string) => told(`"${text}" is not a number`),
  notAPort: (text: string) => told(`"${text}" is not a port`, 'write a number from 1 to 65535'),
  notAHost: (text: string) => told(`"${text}" is no host`, 'write host or host:port'),
  notAUrl: (text: string) => told(`"${text}" is no http or https address`),
  notAPath: (text: string) => told(`"${text}" is no path of fields`, 'write it as .status.phase'),
  /** A file of etcd's keys and certificates, under its key. */
  unreadable: (key: string, file: string, why: string) =>
    told(`probes.etcd: ${key} ${file} can't be read: ${why}`),
};
