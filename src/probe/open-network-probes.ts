import type { NetworkProbes } from '../network-probes.ts';
import { runCommand } from './command.ts';
import { askDns } from './dns.ts';
import { askHttp } from './http.ts';
import { askNtp } from './ntp.ts';
import { connectTcp, connectTls } from './sockets.ts';

/** Sends nothing yet. */
export function openNetworkProbes(): NetworkProbes {
  return {
    ntp: askNtp,
    dns: askDns,
    tcp: connectTcp,
    tls: connectTls,
    http: askHttp,
    run: runCommand,
  };
}
