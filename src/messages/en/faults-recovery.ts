import { told } from '../told.ts';

/** What a recovery can't go on with. */
export const recoveryFaults = {
  otherVersion: (record: string) =>
    told(
      `the record ${record} was not written by this version of koupctl`,
      `go on with the koupctl that wrote it; deleting the ConfigMap ${record} makes koupctl forget that recovery`,
    ),
  writtenMeanwhile: (record: string) =>
    told(
      `another koupctl wrote the record ${record} meanwhile`,
      'the same command again goes on from what it did',
    ),
  noKind: (kind: string) =>
    told(
      `this cluster has no kind ${kind}`,
      'write --object KIND/NAME or KIND.GROUP/NAME; kubectl api-resources lists the kinds and their groups',
    ),
  severalGroups: (kind: string, names: readonly string[]) =>
    told(`${kind} is a kind of several groups`, `one of --object ${names.join(', --object ')}`),
};
