import { BlockList, isIP } from 'node:net';

/**
 * The proxy that the environment asks for, by the rules of Go's net/http, which are kubectl's:
 * HTTPS_PROXY or HTTP_PROXY by the server's scheme, exceptions in NO_PROXY, never for loopback.
 */
export function proxyFromEnv(server: URL, env: NodeJS.ProcessEnv): string | undefined {
  const name = server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const proxy = env[name] || env[name.toLowerCase()];
  if (!proxy) return undefined;
  const host = server.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (isLoopback(host)) return undefined;
  const port = server.port || (server.protocol === 'https:' ? '443' : '80');
  const exceptions = (env['NO_PROXY'] || env['no_proxy'] || '').toLowerCase().split(',');
  if (exceptions.some((exception) => excepts(exception.trim(), host, port))) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

/** Whether requests to this host stay on the machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || /^127\./.test(host) || host === '::1' || host === '[::1]';
}

function excepts(exception: string, host: string, port: string): boolean {
  if (exception === '') return false;
  if (exception === '*') return true;
  if (exception.includes('/')) return isIP(host) !== 0 && inSubnet(exception, host);
  if (isIP(exception) !== 0) return exception === host;
  const [, name = exception, itsPort] = /^\[?(.*?)\]?:(\d+)$/.exec(exception) ?? [];
  if (itsPort !== undefined && itsPort !== port) return false;
  if (isIP(name) !== 0) return name === host;
  // `example.com` means itself and what is below it, `.example.com` only what is below.
  const suffix = name.replace(/^\*(?=\.)/, '');
  return suffix.startsWith('.')
    ? host.endsWith(suffix)
    : host === suffix || host.endsWith(`.${suffix}`);
}

function inSubnet(cidr: string, host: string): boolean {
  const [network = '', bits = ''] = cidr.split('/');
  const version = isIP(network);
  if (version === 0 || version !== isIP(host) || !/^\d+$/.test(bits)) return false;
  if (Number(bits) > (version === 6 ? 128 : 32)) return false;
  const family = version === 6 ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family);
  return list.check(host, family);
}
