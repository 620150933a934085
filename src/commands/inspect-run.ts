import { join } from 'node:path';
import { mended, runOf, trendsOf, type Run } from '../inspect/history.ts';
import { judge } from '../inspect/judge.ts';
import { htmlOf } from '../inspect/report/html.ts';
import { junitOf } from '../inspect/report/junit.ts';
import type { Report } from '../inspect/report/report.ts';
import { messagesOf } from '../messages/messages.ts';
import { monotonicMs } from '../monotonic.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { Cluster, Line } from '../world.ts';
import { lookFromPod, noDnsPod } from './inspect-dns-pod.ts';
import { keepHistory, readHistory, whyOf, writeReport } from './inspect-files.ts';
import { gather } from './inspect-gather.ts';
import type { Site } from './inspect-reading.ts';
import { checkLines, reportLines, reportOf, type Inspected } from './inspect-view.ts';
import type { Inspection } from './inspect.ts';
import type { InspectWorld } from './world.ts';

/** What is asked over the network alone needs no cluster. */
const clusterless = new Set(['ntp', 'dns', 'tcp', 'http', 'tls', 'virtualIps', 'etcd', 'commands']);

/** Reads, judges, remembers, and shows all of it. */
export async function inspectOnce(world: InspectWorld, inspection: Inspection): Promise<Outcome> {
  const cluster = await clusterFor(world, inspection);
  const dnsPod = await lookFromPod(world, cluster, inspection);
  if ('name' in dnsPod) return dnsPod;
  const { seen, report } = await look(world, inspection, cluster, dnsPod);
  show(world, seen, report, reportLines(world, report));
  await writeReports(world, inspection, report);
  return verdictOf(world, report);
}

/** Ends with a signal only: what is fine now may not be so in a moment. */
export async function inspectOn(
  world: InspectWorld,
  inspection: Inspection,
  everyMs: number,
): Promise<Outcome> {
  const { clock, signal, reporter, language } = world;
  const words = messagesOf(language).inspect;
  const cluster = await clusterFor(world, inspection);
  let before: ReadonlyMap<string, string> | undefined;
  for (;;) {
    const { seen, report } = await look(world, inspection, cluster, noDnsPod);
    const now = new Map(report.checks.map((one) => [one.check, essence(one)]));
    const changed = report.checks.filter(({ check }) => before?.get(check) !== now.get(check));
    if (before === undefined) {
      show(world, seen, report, reportLines(world, report));
    } else if (changed.length > 0 && inspection.input.forPrograms) {
      show(world, seen, report, []);
    } else if (changed.length > 0) {
      reporter.say(words.changed(report.at.slice(11, 19), changed.length));
      const lines = [report.summary, ...changed.flatMap((one) => checkLines(words, one))];
      show(world, seen, report, lines);
    }
    if (before === undefined || changed.length > 0) await writeReports(world, inspection, report);
    before = now;
    await clock.sleep(everyMs, signal);
    signal.throwIfAborted();
  }
}

/** What makes a check another one than before: texts count minutes, which always change. */
function essence({ status, findings }: Report['checks'][number]): string {
  return JSON.stringify([status, findings.map((one) => [one.status, one.code, one.object])]);
}

async function clusterFor(
  world: InspectWorld,
  { checks, settings }: Inspection,
): Promise<Cluster | undefined> {
  const { tcp, virtualIps } = settings.network;
  const onNodes = [...tcp, ...virtualIps].some((one) => one.onNodes);
  const alone = checks.every(({ reads }) => reads.every((source) => clusterless.has(source)));
  if (alone && !onNodes) return undefined;
  const cluster = await world.openCluster();
  // A cluster that is not reached is one fault, and not forty failed checks.
  await cluster.serverVersion();
  return cluster;
}

async function look(
  world: InspectWorld,
  { input, settings, profile, checks, limits }: Inspection,
  cluster: Cluster | undefined,
  dnsPod: Site['dnsPod'],
): Promise<{ readonly seen: Inspected; readonly report: Report }> {
  const startedAt = monotonicMs();
  const readings = await gather(
    {
      world,
      settings,
      probes: await world.openNetworkProbes(),
      namespace: input.namespace,
      dnsPod,
      get cluster() {
        if (cluster === undefined) throw new Error('no cluster was opened for these checks');
        return cluster;
      },
    },
    checks,
  );
  const at = world.clock.now();
  const results = judge(checks, readings, { limits, now: at }, settings.accept);
  const name = cluster === undefined ? '' : `${cluster.target.context} ${cluster.target.server}`;
  const about = { at: new Date(at).toISOString(), cluster: name.trim(), profile: profile.name };
  const run = runOf(results, about);
  const past = await remember(world, input.history, run);
  const seen = {
    results,
    trends: trendsOf(run, past),
    mended: mended(run, past),
    profile: profile.name,
    cluster: about.cluster,
    at,
    tookMs: monotonicMs() - startedAt,
  };
  return { seen, report: reportOf(world, seen) };
}

/** The runs before this one, which is added to them. */
async function remember(
  world: InspectWorld,
  history: string | undefined,
  run: Run,
): Promise<Run[]> {
  const { stateFolder, language, reporter } = world;
  const file = history ?? (stateFolder === undefined ? '' : join(stateFolder, 'inspect.jsonl'));
  if (file === '') return [];
  try {
    const past = await readHistory(file);
    await keepHistory(world, file, run);
    return past;
  } catch (error) {
    reporter.say(messagesOf(language).inspect.historyNotKept(file, whyOf(error)));
    return [];
  }
}

function show(world: InspectWorld, seen: Inspected, report: Report, lines: readonly Line[]): void {
  world.reporter.document(documentOf(world, seen, report), lines);
}

function documentOf(world: InspectWorld, seen: Inspected, report: Report): object {
  const byName = new Map(seen.results.map((one) => [one.check, one]));
  const { name, message } = verdictOf(world, report);
  return {
    apiVersion: 'koupctl.koupleless.io/v1',
    kind: 'Inspection',
    outcome: name,
    message,
    profile: report.profile,
    cluster: report.cluster,
    at: report.at,
    tookMs: report.tookMs,
    counts: report.counts,
    checks: report.checks.map(({ check, title, status, findings }) => {
      const trend = seen.trends.get(check);
      const result = byName.get(check);
      return {
        check,
        title,
        status,
        looked: result?.looked ?? 0,
        skipped: result?.skip ?? null,
        since: trend === undefined ? null : (trend.since ?? report.at),
        runs: trend?.runs ?? null,
        new: trend?.fresh ?? null,
        findings: findings.map((one, at) => {
          const { params = {}, accepted = null } = result?.findings[at] ?? {};
          return { ...one, params, accepted };
        }),
      };
    }),
    mended: seen.mended,
  };
}

async function writeReports(
  world: InspectWorld,
  { input: { junit, html } }: Inspection,
  report: Report,
): Promise<void> {
  if (junit !== undefined) await writeReport(world, junit, junitOf(report));
  if (html !== undefined) await writeReport(world, html, htmlOf(report, world.language));
}

/** Of nothing that was judged nothing is well. */
function verdictOf({ language }: InspectWorld, { counts, summary, checks }: Report): Outcome {
  if (counts.fail > 0) {
    const [first] = checks;
    const next = first === undefined ? [] : [`koupctl inspect --only ${first.check} -o json`];
    return outcome('unhealthy', summary, { next });
  }
  if (counts.ok + counts.warn > 0) return outcome('done', summary);
  const words = messagesOf(language).inspect;
  return outcome('unreachable', words.nothing, { causes: [summary] });
}
