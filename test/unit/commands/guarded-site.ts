import { Conflict } from '../../../src/conflict.ts';
import { guarded } from '../../../src/commands/guard-door.ts';
import { ChangeGuard, type Change, type ChangeAsked } from '../../../src/commands/guard.ts';
import type { DirectWorld, Unguarded } from '../../../src/commands/world.ts';
import { parseConfigFile } from '../../../src/config/parse-file.ts';
import { Fault } from '../../../src/fault.ts';
import type { Cluster, JsonPatchOp, KubeObject, Listing, ObjectRef } from '../../../src/world.ts';

type Data = Record<string, string>;

/** What is about to be done, wherever a test needs some change. */
export const change: Change = {
  object: 'deployment/stock',
  namespaces: ['shop'],
  modules: ['stock'],
  module: 'stock',
  version: '2.0.0',
  goesOn: false,
  content: { action: 'deploy', version: '2.0.0' },
};

/** ConfigMaps in memory, and a user who may be kept from some of them. */
export class Maps {
  readonly maps = new Map<string, { data: Data; version: number; immutable: boolean }>();
  readonly requests: string[] = [];
  forbidden: readonly string[] = [];
  user = 'anna';
  /** Called before a patch: somebody else is quicker. */
  meanwhile: (() => void) | undefined;

  rules(text: string): this {
    this.maps.set('koupctl-rules', { data: { 'rules.yaml': text }, version: 1, immutable: true });
    return this;
  }

  readonly cluster = {
    target: { context: 'prod', server: 's', user: 'u', namespace: 'shop' },
    get: async (ref: ObjectRef) => {
      this.#ask(`get ${ref.name}`);
      return Promise.resolve(this.#object(ref.name));
    },
    create: async (object: KubeObject) => {
      if (object.kind === 'SelfSubjectReview') {
        return Promise.resolve({
          object: { status: { userInfo: { username: this.user } } },
          warnings: [],
        });
      }
      const { name } = object.metadata;
      this.#ask(`create ${name}`);
      if (this.maps.has(name)) throw new Conflict('exists', 'exists');
      const data = { ...(object['data'] as Data) };
      this.maps.set(name, { data, version: 1, immutable: object['immutable'] === true });
      return Promise.resolve({ object, warnings: [] });
    },
    patch: async ({ name }: ObjectRef, ops: readonly JsonPatchOp[]) => {
      this.#ask(`patch ${name}`);
      this.meanwhile?.();
      const map = this.maps.get(name);
      const wanted = ops.find(({ path }) => path === '/metadata/resourceVersion')?.value;
      if (map === undefined || String(map.version) !== wanted) {
        throw new Conflict('changed', 'precondition');
      }
      for (const { op, path, value } of ops) {
        const key = path.slice('/data/'.length);
        if (op === 'remove') {
          map.data = Object.fromEntries(Object.entries(map.data).filter(([one]) => one !== key));
        }
        if (op === 'add') map.data[key] = value as string;
      }
      map.version += 1;
      return Promise.resolve({ object: this.#object(name), warnings: [] });
    },
  } as unknown as Cluster;

  #object(name: string): KubeObject | undefined {
    const map = this.maps.get(name);
    if (map === undefined) return undefined;
    const metadata = { name, uid: 'u', resourceVersion: String(map.version) };
    return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { ...map.data } };
  }

  #ask(what: string): void {
    this.requests.push(what);
    if (!this.forbidden.includes(what)) return;
    throw new Fault(`user "${this.user}" may not ${what}`, { outcome: 'unreachable' });
  }
}

/** A desk at such a cluster, and guards of it. */
export class Site {
  now = Date.parse('2026-11-11T12:00Z');
  readonly said: string[] = [];
  listing: Listing | undefined;
  #ids = 0;
  readonly unguarded: Unguarded;

  constructor(maps: Maps, others: Readonly<Record<string, Maps>> = {}) {
    const open = (context?: string): Promise<Cluster> => {
      const found = context === undefined ? maps : others[context];
      if (found === undefined) return Promise.reject(new Fault(`no context ${context ?? ''}`));
      return Promise.resolve(found.cluster);
    };
    this.unguarded = {
      openCluster: open,
      clock: { now: () => this.now, sleep: () => Promise.resolve() },
      ask: { interactive: false },
      reporter: {
        say: (line: unknown) => void this.said.push(JSON.stringify(line)),
        document: () => undefined,
        listing: (listing: Listing) => (this.listing = listing),
      },
      signal: new AbortController().signal,
      language: 'en',
      who: 'anna@ci',
      newId: () => `id-${String((this.#ids += 1))}`,
      typed: 'koupctl deploy',
    } as unknown as Unguarded;
  }

  guard(asked: Partial<ChangeAsked> = {}, file?: string): ChangeGuard {
    const none = { ticket: undefined, emergency: undefined, reason: undefined };
    const text = `rules:\n${(file ?? '').replaceAll(/^(?=.)/gm, '  ')}`;
    const policy = file === undefined ? undefined : parseConfigFile('koupctl.yaml', text).rules;
    return new ChangeGuard(this.unguarded, policy, { command: 'deploy', ...none, ...asked });
  }

  world(guard: ChangeGuard): DirectWorld {
    return guarded(this.unguarded, guard);
  }
}
