import { X509Certificate } from 'node:crypto';
import type { Etcd } from '../etcd-door.ts';
import { Fault } from '../fault.ts';
import { faultFrom, faultOf } from '../messages/fault-of.ts';
import { core } from '../modules/surface.ts';
import {
  noFacts,
  type CertificateSeen,
  type EtcdFacts,
  type FactName,
  type Facts,
  type Subject,
  type Target,
} from '../recover/facts.ts';
import type { Runbook, Typed } from '../recover/step.ts';
import { each } from '../rollout/each.ts';
import type {
  Cluster,
  KubeObject,
  Language,
  ListQuery,
  ObjectRef,
  ResourceType,
} from '../world.ts';
import { healthLinesOf } from '../inspect/facts/health.ts';
import { isForbidden } from './forbidden.ts';

/** Kinds are asked so many at a time. */
const atOnce = 8;
/** Where the guide's operator of machines keeps what it knows of each. */
const machineConditions = 'sigma-operator-machine-conditions';

/** A cluster to look at, or why there is none. */
export type Door = Cluster | Fault;

/** The cluster, or a Fault that says why it can't be reached. */
export function behind(door: Door): Cluster {
  if (!(door instanceof Fault)) return door;
  throw faultFrom((inWords) => ({ message: inWords(door).message }), { outcome: 'unreachable' });
}

/** Reads what a runbook wants to know, all of it as of now. */
export class Look {
  readonly #door: Door;
  readonly #target: Target;
  readonly #unread = new Set<string>();

  readonly #language: Language;

  constructor(door: Door, target: Target, language: Language) {
    this.#door = door;
    this.#language = language;
    this.#target = target;
  }

  async take(
    { reads }: Runbook,
    more: {
      readonly now: number;
      readonly known: readonly Subject[];
      readonly etcd: Etcd | undefined;
    },
  ): Promise<Facts> {
    const wants = (name: FactName): boolean => reads.includes(name);
    const base = { ...noFacts, now: more.now, target: this.#target, known: more.known };
    const etcd = more.etcd && wants('etcd') ? await etcdFacts(more.etcd, this.#target) : undefined;
    const down = wants('api') ? await this.#down() : undefined;
    if (down !== undefined) return { ...base, etcd, down };
    const object = wants('object') ? await this.#object() : undefined;
    const [nodes, pods, claims, volumes] = await Promise.all([
      wants('nodes') ? this.#list({ type: core.node, freshness: 'quorum' }) : [],
      wants('pods') ? this.#pods(reads) : [],
      wants('volumes') ? this.#list({ type: core.claim, freshness: 'quorum' }) : [],
      wants('volumes') ? this.#list({ type: core.volume, freshness: 'quorum' }) : [],
    ]);
    const namespaces = wants('namespaces') ? await this.#namespaces() : [];
    const facts: Facts = {
      ...base,
      etcd,
      object,
      nodes,
      pods,
      claims,
      volumes,
      namespaces,
      owned: object === undefined ? [] : await this.#owned(object),
      ips: wants('ips') ? await this.#ofKind((type) => type.kind === 'IPInstance') : [],
      machines: wants('machines') ? await this.#machines() : [],
      machineOps: wants('machine-ops')
        ? await this.#ofKind((type) => type.plural === 'machineops')
        : [],
      leftovers: wants('leftovers') ? await this.#leftovers() : [],
      contents: await this.#contents(namespaces),
      apiServices: namespaces.length === 0 ? [] : await this.#objectsOf('APIService'),
      requests: wants('requests') ? await this.#objectsOf('CertificateSigningRequest') : [],
      secrets: wants('secrets') ? await this.#certificates() : [],
      configs: wants('dns-config') ? await this.#configs() : [],
    };
    return { ...facts, unread: [...this.#unread].sort() };
  }

  get #cluster(): Cluster {
    return behind(this.#door);
  }

  /** The one object that is asked for, and the kind it has here. */
  async #object(): Promise<Typed | undefined> {
    const wanted = this.#target.object;
    if (wanted === undefined) return undefined;
    const [word = '', ...group] = wanted.kind.toLowerCase().split('.');
    const types = (await this.#cluster.resourceTypes()).filter(
      (type) =>
        [type.kind.toLowerCase(), type.plural].includes(word) &&
        (group.length === 0 || type.group === group.join('.')),
    );
    const [type, other] = types;
    if (type === undefined) throw faultOf(({ recovery }) => recovery.noKind(wanted.kind));
    if (other !== undefined) {
      const names = types.map(({ plural, group: of }) => `${plural}.${of}/${wanted.name}`);
      throw faultOf(({ recovery }) => recovery.severalGroups(wanted.kind, names));
    }
    const namespace = this.#target.namespace ?? this.#cluster.target.namespace;
    const object = await this.#get({
      type,
      name: wanted.name,
      ...(type.namespaced ? { namespace } : {}),
    });
    return object && { type, object };
  }

  /** Its version says nothing, that is told without etcd, too; and `/readyz` misses it only after a while. */
  async #down(): Promise<string | undefined> {
    try {
      const { status, body } = await this.#cluster.read('/readyz?verbose');
      const sick = healthLinesOf('readyz', status, body).filter(({ ok }) => !ok);
      if (sick.length > 0) return sick.map(({ text }) => text).join(', ');
      await this.#cluster.get({ type: core.namespace, name: 'kube-system' });
      return undefined;
    } catch (error) {
      if (isForbidden(error)) return undefined;
      if (!(error instanceof Fault) || error.outcome !== 'unreachable') throw error;
      return error.in(this.#language).message;
    }
  }

  /** Everybody's where room is counted; else those in the namespace, or of the nodes. */
  async #pods(reads: readonly FactName[]): Promise<KubeObject[]> {
    const { nodes, namespace, object } = this.#target;
    const query = { type: core.pod, freshness: 'quorum' } as const;
    if (reads.includes('ips')) return await this.#list(query);
    const on = object === undefined ? nodes : [object.name];
    if (on.length === 0)
      return await this.#list({ ...query, ...(namespace === undefined ? {} : { namespace }) });
    const lists = await Promise.all(
      on.map((node) => this.#list({ ...query, fields: `spec.nodeName=${node}` })),
    );
    return lists.flat();
  }

  async #namespaces(): Promise<KubeObject[]> {
    const { namespace } = this.#target;
    const all = await this.#list({ type: core.namespace, freshness: 'quorum' });
    return all.filter(
      ({ metadata }) =>
        metadata.deletionTimestamp !== undefined &&
        (namespace === undefined || metadata.name === namespace),
    );
  }

  async #contents(namespaces: readonly KubeObject[]): Promise<Typed[]> {
    if (namespaces.length === 0) return [];
    const names = namespaces.map(({ metadata }) => metadata.name);
    return await this.#scanAll((type) =>
      type.namespaced ? names.map((namespace) => ({ type, namespace, freshness: 'quorum' })) : [],
    );
  }

  async #owned({ object }: Typed): Promise<Typed[]> {
    const { uid, namespace } = object.metadata;
    const found = await this.#scanAll(
      (type) => [
        {
          type,
          freshness: 'quorum',
          ...(namespace === undefined || !type.namespaced ? {} : { namespace }),
        },
      ],
      ({ metadata: { ownerReferences = [] } }) => ownerReferences.some((one) => one.uid === uid),
    );
    return found;
  }

  /** Of every kind that the server lists; what can't be read is named. */
  async #scanAll(
    queries: (type: ResourceType) => readonly ListQuery[],
    wanted: (object: KubeObject) => boolean = () => true,
  ): Promise<Typed[]> {
    const types = (await this.#cluster.resourceTypes()).filter(
      ({ kind, group }) => kind !== 'Event' && group !== 'metrics.k8s.io',
    );
    const found: Typed[] = [];
    const all = types.flatMap((type) => queries(type).map((query) => ({ type, query })));
    await each(all, atOnce, async ({ type, query }) => {
      for (const object of await this.#list(query, wanted)) found.push({ type, object });
    });
    return found.toSorted((a, b) => keyOf(a).localeCompare(keyOf(b)));
  }

  async #ofKind(wanted: (type: ResourceType) => boolean): Promise<Typed[]> {
    const types = (await this.#cluster.resourceTypes()).filter(wanted);
    const lists = await Promise.all(
      types.map(async (type) =>
        (await this.#list({ type, freshness: 'quorum' })).map((object) => ({ type, object })),
      ),
    );
    return lists.flat();
  }

  async #objectsOf(kind: string): Promise<KubeObject[]> {
    return (await this.#ofKind((type) => type.kind === kind)).map(({ object }) => object);
  }

  async #machines(): Promise<Typed[]> {
    const { nodes } = this.#target;
    const all = await this.#ofKind((type) => type.kind === 'Machine');
    return all.filter(({ object }) => nodes.includes(object.metadata.name));
  }

  async #leftovers(): Promise<KubeObject[]> {
    const { nodes, object } = this.#target;
    const names = object === undefined ? nodes : [object.name];
    const found = await Promise.all(
      names
        .flatMap((name) => [`${name}-conditions`, `${name}-readiness-gates`])
        .map((name) => this.#get({ type: core.configMap, namespace: machineConditions, name })),
    );
    return found.filter((one) => one !== undefined);
  }

  async #configs(): Promise<KubeObject[]> {
    const found = await Promise.all(
      ['cluster-advance-config', 'sigma-slave-service'].map((name) =>
        this.#get({ type: core.configMap, namespace: 'kube-system', name }),
      ),
    );
    return found.filter((one) => one !== undefined);
  }

  async #certificates(): Promise<CertificateSeen[]> {
    const { namespace } = this.#target;
    const secrets = await this.#list({
      type: core.secret,
      ...(namespace === undefined ? {} : { namespace }),
      fields: 'type=kubernetes.io/tls',
      freshness: 'quorum',
    });
    return secrets.map((secret) => {
      const { 'tls.crt': text = '' } = (secret['data'] ?? {}) as Record<string, string>;
      const { namespace: of = '', name } = secret.metadata;
      return { namespace: of, name, ...certificate(text) };
    });
  }

  async #get(ref: ObjectRef): Promise<KubeObject | undefined> {
    return await this.#unlessForbidden(ref.type, this.#cluster.get(ref), undefined);
  }

  async #list(
    query: ListQuery,
    wanted: (object: KubeObject) => boolean = () => true,
  ): Promise<KubeObject[]> {
    const scan = this.#cluster.scan(query, (object) =>
      wanted(object) ? slim(object, query.type) : undefined,
    );
    return await this.#unlessForbidden(query.type, scan, []);
  }

  async #unlessForbidden<T>(type: ResourceType, reading: Promise<T>, without: T): Promise<T> {
    try {
      return await reading;
    } catch (error) {
      const odd = error instanceof Fault && error.outcome === 'invalid';
      if (!isForbidden(error) && !odd) throw error;
      this.#unread.add(type.group === '' ? type.plural : `${type.plural}.${type.group}`);
      return without;
    }
  }
}

function keyOf({ type, object: { metadata } }: Typed): string {
  return `${type.kind} ${metadata.namespace ?? ''}/${metadata.name}`;
}

/** Built-in kinds come without their kind in a list; who manages which field nobody asks here. */
function slim(object: KubeObject, type: ResourceType): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata;
  const apiVersion = type.group === '' ? type.version : `${type.group}/${type.version}`;
  return { ...object, apiVersion, kind: type.kind, metadata };
}

function certificate(text: string): Pick<CertificateSeen, 'subject' | 'notAfter'> {
  try {
    const { subject, validTo } = new X509Certificate(Buffer.from(text, 'base64'));
    return { subject: subject.replaceAll('\n', ', '), notAfter: Date.parse(validTo) };
  } catch {
    return { subject: '', notAfter: undefined };
  }
}

async function etcdFacts(etcd: Etcd, { etcd: target }: Target): Promise<EtcdFacts> {
  const [status, snapshot] = await Promise.all([
    etcd.status(),
    etcd.readSnapshot(target?.file ?? ''),
  ]);
  const folder = target?.dataDir === undefined ? undefined : await etcd.readFolder(target.dataDir);
  const taken = snapshot.state === 'intact' ? snapshot.taken : undefined;
  const asks = status?.up === true && taken !== undefined && folder !== undefined;
  return { status, snapshot, folder, now: asks ? await etcd.at(taken.revision) : undefined };
}
