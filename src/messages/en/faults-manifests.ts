import { told } from '../told.ts';

/** What is wrong with a manifest or template as a text, and with what fills it in. */
export const manifestFaults = {
  yaml: (why: string) => told(why),
  yamlVersion: (version: string) =>
    told(`kubectl reads YAML 1.1, not ${version}`, 'leave out the %YAML line'),
  noMap: told('this is not a Kubernetes object: a map was expected'),
  missing: (fields: readonly string[], isNameless: boolean) =>
    told(
      `missing, or not a string: ${fields.join(', ')}`,
      isNameless
        ? 'give it a name (generateName will not do: a rollout must find its object again)'
        : undefined,
    ),
  namespace: told('metadata.namespace is not a string', 'put it in quotes'),
  aliasesCopyTooMuch: told('aliases copy far too much'),
  aliasUnknown: (name: string) => told(`the alias *${name} names no anchor`),
  aliasInItself: (name: string) => told(`the alias *${name} contains itself`),
  keyTwice: (key: string) => told(`the key ${key} is written twice in this map`),
  mergeOnlyMaps: told('only maps can be merged with <<'),
  keyIsText: told('a key must be a string'),
  tag: (tag: string) => told(`the tag ${tag} is not supported`),
  inexact: (number: string) =>
    told(`the number ${number} cannot be kept exactly`, `write it as a string: "${number}"`),
  noObject: (paths: readonly string[]) => told(`no Kubernetes object in ${paths.join(', ')}`),
  emptyFolder: (path: string) => told(`the folder ${path} has no .yaml, .yml or .json file`),
  noFile: (path: string) => told(`${path}: there is no such file or folder`),
  unreadable: (path: string, code: string | undefined) => told(`${path}: ${code ?? 'unreadable'}`),
  noTemplates: told('the templates that come with koupctl are missing'),
  unusedVariable: (name: string, used: readonly string[]) =>
    told(`the template has no place for the variable ${name}`, `it uses: ${used.join(', ')}`),
  unknownVariable: (name: string, known: readonly string[]) =>
    told(`there is no variable "${name}"`, `known variables: ${known.join(', ')}`),
  variableInText: (name: string, isEmpty: boolean) =>
    told(
      `the variable ${name} ${isEmpty ? 'has no value' : 'is a list or a map'}, so it cannot stand inside a text`,
    ),
  noSetting: (text: string) =>
    told(`"${text}" is no setting`, 'write --set key=value or --set key:=JSON'),
  noJson: (key: string, value: string) =>
    told(`the value of ${key} is no JSON: ${value}`, `write --set ${key}=${value} for text`),
  whichBaseV1: (module: string) =>
    told(
      `which base is ${module} for? V1 finds bases by their Deployment`,
      'name it: --base-deployment NAME',
    ),
  whichBaseV2: (module: string, label: string) =>
    told(
      `which base is ${module} for? V2 finds bases by their name`,
      `name it: --base NAME (kubectl get nodes -L ${label} lists them)`,
    ),
  peerCluster: told(
    'peer replicas need the cluster name of the bases: the controller counts by it',
    'add --cluster-name NAME, or give a number of replicas',
  ),
};
