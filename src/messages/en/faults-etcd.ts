import { noAnswerTexts } from '../../no-answer-text.ts';
import { told } from '../told.ts';

const tryAgain = 'nothing was kept; try again';

/** What an etcd, its snapshots and its data folder on this machine refuse. */
export const etcdFaults = {
  noEndpoint: told("etcd's address is not known", 'give --endpoint URL'),
  notAUrl: (endpoint: string) =>
    told(`${endpoint} is no client URL of etcd`, 'as in --endpoint https://127.0.0.1:2379'),
  noPem: (file: string, why: string) =>
    told(
      `${file} can't be read: ${why}`,
      "give etcd's certificates, as in --cacert /etc/kubernetes/pki/etcd/ca.crt",
    ),
  notEtcd: (origin: string) =>
    told(
      `${origin} does not answer as etcd does`,
      "give the client URL of an etcd 3.4 or newer, with its grpc-gateway (it is on unless etcd's flags turn it off)",
    ),
  /** `said`: etcd's own words. */
  answers: (origin: string, status: number | undefined, said: string) =>
    told(`etcd at ${origin} answers ${status ?? '?'}: ${said}`),
  silent: (origin: string, why: string) => told(`etcd at ${origin} does not answer: ${why}`),
  noAnswer: noAnswerTexts,
  nothingWithin: (seconds: number) => `nothing within ${seconds} s`,
  tooLong: told("etcd's answer is longer than 1 MiB"),
  unreadable: (path: string, why: string) => told(`${path} can't be read: ${why}`),
  shrank: (file: string) => told(`${file} became shorter while it was read`),
  unwritten: (file: string, why: string) => told(`${file} could not be written: ${why}`),
  thereAlready: (file: string) =>
    told(`${file} is there already, and nothing is written over it`, 'give another --file'),
  /** `flaw`: one of `flaws`, or that nothing came. */
  notWhole: (flaw: string) => told(`what etcd sent is no whole snapshot: ${flaw}`, tryAgain),
  flaws: {
    noFile: 'it is no file',
    size: (bytes: number, trailer: number) =>
      `${bytes} bytes: a snapshot has whole pages and a hash of ${trailer} bytes behind them`,
    hash: (computed: string, written: string) =>
      `its SHA-256 is ${computed}…, and ${written}… stands at its end`,
    nothing: 'nothing came',
  },
  ended: (said: string | undefined) => told(`etcd ended its snapshot: ${said ?? 'without a word'}`),
  brokeOff: (why: string) => told(`the snapshot broke off: ${why}`),
  connectionBroke: told('the connection broke in the middle of the snapshot', tryAgain),
  asideTaken: (folder: string) => told(`${folder} is there already`),
  notRenamed: (path: string, why: string) => told(`${path} can't be renamed: ${why}`),
  mount: (path: string, why: string) =>
    told(
      `${path} can't be renamed: ${why}`,
      'it is a mount: move what is in it to another folder by hand',
    ),
  noEtcdutl: told('a restore needs etcdutl', 'give --etcdutl PATH'),
  brokenFile: (file: string) => told(`${file} is no whole snapshot`),
  notEmpty: (path: string, restored: string) =>
    told(`${path} is not empty any more; what was restored lies in ${restored}`),
  notRun: (program: string, why: string) =>
    told(`${program} can't be run: ${why}`, 'give the path of etcdutl with --etcdutl'),
  programEnded: (program: string, code: number | undefined) =>
    told(`${program} ended with ${code ?? 'a signal'}`),
};
