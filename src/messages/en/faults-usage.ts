import { told } from '../told.ts';

/** What is wrong with the command line. */
export const usageFaults = {
  help: (command: string) => `${command} --help shows what there is`,
  didYouMean: (word: string) => `did you mean ${word}?`,
  /** `need` is one of `needs`. Commander's own English. */
  invalidOption: (option: string, value: string, need: string) =>
    `option '${option}' argument '${value}' is invalid. ${need}`,
  needs: {
    count: 'a whole number of 1 or more is needed.',
    number: 'a whole number of 0 or more is needed.',
    limit: 'a whole number of 0 or more is needed, or none.',
    noPeer: 'a peer workload follows its bases: deploy it with --replicas peer.',
  },
  /** What commander says, in its own English. */
  commander: {
    noArgument: (name: string) => `missing required argument '${name}'`,
    noValue: (option: string) => `option '${option}' argument missing`,
    noOption: (option: string) => `required option '${option}' not specified`,
    conflict: (one: string, other: string) => `${one} cannot be used with ${other}`,
    unknownOption: (option: string) => `unknown option '${option}'`,
    unknownCommand: (command: string) => `unknown command '${command}'`,
    oneOf: (option: string, value: string, choices: string) =>
      `option '${option}' argument '${value}' is invalid. Allowed choices are ${choices}.`,
    argumentOneOf: (value: string, name: string, choices: string) =>
      `command-argument value '${value}' is invalid for argument '${name}'. Allowed choices are ${choices}.`,
  },
  notAnIp: (text: string) =>
    told(`"${text}" is not an IP address`, 'for example --base-ip 10.1.0.45'),
  notABase: (text: string) =>
    told(
      `"${text}" cannot be the name of a base or node`,
      'koupctl modules -A shows the bases by name',
    ),
  notAModule: (text: string) =>
    told(
      `"${text}" cannot be the name of a module`,
      'koupctl modules -A shows the modules by name',
    ),
  notADeployment: (text: string) =>
    told(
      `"${text}" names no Deployment`,
      "write the name of the base's Deployment, for example koupctl base-limit base --max-modules 5",
    ),
  nameWithVersion: told(
    'name and --version: both or neither (Arklet refuses one alone)',
    'koupctl biz install MODULE --version V --url U, or koupctl biz install --url U',
  ),
  noBaseChange: told(
    'co-release needs --base-image IMAGE or --base-env NAME=value: what becomes of the base?',
    'koupctl co-release MODULE --version V --url U --base-deployment NAME --base-image IMAGE --base-version V, or --resume for one that stands',
  ),
  diagnoseBoth: told(
    'diagnose looks at a workload or at a base, not at both',
    'koupctl diagnose NAME, or koupctl diagnose --base-ip IP',
  ),
  diagnoseWhat: told(
    'diagnose needs NAME, --base-ip IP or --base NAME',
    'koupctl modules -A shows the workloads and bases that there are',
  ),
  mqttAlone: told('the options --mqtt-… are for --tunnel mqtt', 'add --tunnel mqtt'),
  mqttBroker: told('--tunnel mqtt needs a broker', '--mqtt-broker HOST'),
  mqttSecret: (text: string) =>
    told(
      `--mqtt-password-secret ${text}: name and key are needed`,
      '--mqtt-password-secret NAME/KEY, of a Secret in the namespace of the controller',
    ),
  fileAndFlags: (flag: string) =>
    told(
      `-f and ${flag} exclude each other`,
      'either give the manifest, or the module with its flags',
    ),
  whichModule: told(
    'which module?',
    'koupctl deploy MODULE --version V --url U --base NAME, or koupctl deploy -f FILE',
  ),
  moduleNeeds: (module: string, missing: readonly string[]) =>
    told(
      `module ${module} needs ${missing.join(' and ')}`,
      `koupctl deploy ${module} --version 1.0.0 --url https://…/${module}-1.0.0-ark-biz.jar --base NAME`,
    ),
  portsTogether: (given: string, missing: string) =>
    told(
      `${given} needs ${missing} beside it`,
      'a Service has a port of its own, and leads to the port on which the bases listen: --service-port 80 --target-port 8080',
    ),
  whichBase: told(
    'on which base? one of --base-ip and --pod is needed',
    'koupctl modules --module NAME lists where it is',
  ),
  watchLive: told('--watch looks on at the bases', 'koupctl modules --live --watch'),
  twoBases: (count: number) =>
    told(
      `--diff compares two bases, not ${count}`,
      'koupctl modules --diff BASE BASE, each by its name, IP or IP:PORT',
    ),
  dnsPodWatch: told(
    '--dns-pod and --watch exclude each other: each look would create a pod',
    'koupctl inspect --dns-pod IMAGE looks once',
  ),
  emergencyAlone: told('--emergency needs a reason', 'say why it can not wait'),
  notADnsIp: (text: string) => told(`--dns ${text} is no IP address`),
  notAnObject: (text: string) =>
    told(`--object ${text} is not KIND/NAME`, 'as in --object machine/ake-7'),
};
