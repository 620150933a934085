import { describe, expect, test } from 'vitest';
import { dnsPodOf, podSeconds } from '../../../src/inspect/dns-pod.ts';
import { dnsPodEnd, dnsPodLate, podDnsOf } from '../../../src/inspect/facts/pod-dns.ts';
import type { KubeObject } from '../../../src/world.ts';

const answerIn = (text: string) => podDnsOf(`resolv.conf\nask a.test\n${text}`).answers[0];

describe('what nslookup says', () => {
  test.each([
    [
      'busybox',
      'Address:\t10.96.0.10:53\nName:\ta.test\nAddress: 10.0.0.1\nName:\ta.test\nAddress: fd00::1',
      ['10.0.0.1', 'fd00::1'],
    ],
    [
      'busybox, with no answer to the question for AAAA',
      "Address:\t10.96.0.10:53\nName:\ta.test\nAddress: 10.0.0.1\n*** Can't find a.test: No answer",
      ['10.0.0.1'],
    ],
    [
      'busybox before 1.29',
      'Address 1: 10.96.0.10 kube-dns.kube-system.svc\nName:      a.test\nAddress 1: 10.0.0.1 a.test\nAddress 2: 10.0.0.2',
      ['10.0.0.1', '10.0.0.2'],
    ],
    [
      'BIND, by way of a CNAME',
      'Address:\t10.96.0.10#53\na.test\tcanonical name = b.test.\nName:\tb.test\nAddress: 10.0.0.1\nName:\tb.test\nAddress: 10.0.0.2',
      ['10.0.0.1', '10.0.0.2'],
    ],
  ])('%s', (_who, text, addresses) => {
    expect(answerIn(text)).toEqual({ name: 'a.test', addresses, why: '' });
  });

  test.each([
    ["Address: 10.96.0.10:53\n** server can't find a.test: NXDOMAIN", 'NXDOMAIN'],
    ["Address 1: 10.96.0.10 kube-dns\nnslookup: can't resolve 'a.test'", "can't resolve 'a.test'"],
    [';; connection timed out; no servers could be reached', 'no servers could be reached'],
    ["*** Can't find a.test: No answer", "Can't find a.test: No answer"],
    ['', 'NODATA'],
  ])('%j is no answer', (text, why) => {
    const answer = answerIn(text);
    expect(answer?.addresses).toEqual([]);
    expect(answer?.why).toContain(why);
    expect(answer?.why).not.toMatch(/^[*; ]|^nslookup/);
  });

  test('resolv.conf stands before it', () => {
    const said =
      'resolv.conf\nsearch a.svc.c svc.c\nnameserver 10.0.0.1\nnameserver 10.0.0.2\noptions ndots:5\n';
    expect(podDnsOf(said)).toEqual({
      nameservers: ['10.0.0.1', '10.0.0.2'],
      search: ['a.svc.c', 'svc.c'],
      hasNslookup: true,
      answers: [],
    });
    expect(podDnsOf(`${said}no nslookup\n`).hasNslookup).toBe(false);
  });
});

describe('the pod', () => {
  const pod = (status: object): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    status,
  });
  const inState = (phase: string, state: object): KubeObject =>
    pod({ phase, containerStatuses: [{ state }] });

  test('has ended, or may yet', () => {
    const message = 'resolv.conf\nask a\n';
    const ended = { terminated: { reason: 'Completed', exitCode: 0, message } };
    expect(dnsPodEnd(inState('Running', ended))).toEqual({ ran: true, said: message });
    // Of more than 4096 bytes a kubelet keeps the last ones.
    const cut = { terminated: { reason: 'Completed', exitCode: 0, message: 'e.test\nAddress: 1' } };
    expect(dnsPodEnd(inState('Succeeded', cut))).toMatchObject({ ran: false, late: false });
    const noShell = {
      terminated: { reason: 'StartError', exitCode: 128, message: 'exec: "sh": not found' },
    };
    expect(dnsPodEnd(inState('Failed', noShell))).toEqual({
      ran: false,
      late: false,
      why: 'StartError: exit 128: exec: "sh": not found',
    });
    expect(dnsPodEnd(pod({ phase: 'Failed', reason: 'Evicted', message: 'no room' }))).toEqual({
      ...{ ran: false, late: false, why: 'Evicted: no room' },
    });
    const pulling = { waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling "x"' } };
    expect(dnsPodEnd(inState('Pending', pulling))).toMatchObject({
      why: 'ImagePullBackOff: Back-off pulling "x"',
    });
    expect(dnsPodEnd(inState('Pending', { waiting: { reason: 'ErrImagePull' } }))).toBeUndefined();
    expect(dnsPodEnd(inState('Running', { running: {} }))).toBeUndefined();
    expect(dnsPodEnd(pod({ phase: 'Pending' }))).toBeUndefined();
  });

  test('says what it waits for', () => {
    const conditions = [
      { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes' },
    ];
    expect(dnsPodLate(pod({ phase: 'Pending', conditions }))).toEqual({
      ...{ ran: false, late: true, why: 'Pending: Unschedulable: 0/3 nodes' },
    });
    const creating = { waiting: { reason: 'ContainerCreating' } };
    expect(dnsPodLate(inState('Pending', creating))).toMatchObject({
      why: 'Pending: ContainerCreating',
    });
  });

  test('has no rights, ends by itself, and gets its script as it stands', () => {
    const names = ['a.test', "b'; $(reboot)"];
    const { spec } = dnsPodOf({ name: 'p', namespace: 'shop', image: 'i', names }) as unknown as {
      spec: { containers: { command: string[] }[] };
    };
    expect(spec).toMatchObject({
      restartPolicy: 'Never',
      activeDeadlineSeconds: podSeconds,
      automountServiceAccountToken: false,
      dnsPolicy: 'ClusterFirst',
      securityContext: { runAsNonRoot: true },
      containers: [{ securityContext: { allowPrivilegeEscalation: false } }],
    });
    const command = spec.containers[0]?.command ?? [];
    expect(command.join('\n').replaceAll('$$', '')).not.toContain('$');
    // Names are words of their own, which no shell reads.
    expect(command.slice(4).map((word) => word.replaceAll('$$', '$'))).toEqual(names);
    expect(command[2]).not.toContain('a.test');
  });
});
