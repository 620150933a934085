import { readCredentialFile } from './agents.ts';
import { optionalText } from './kubeconfig.ts';
import { monotonicMs } from '../../monotonic.ts';

export type RequestHeaders = Readonly<Record<string, string | string[]>>;

// A mounted token is replaced about once an hour; kubelet and client-go reread it each minute.
const TOKEN_FILE_MS = 60_000;

/** Bearer token, password and impersonation of a kubeconfig user, as headers. */
export function fixedHeaders(user: Readonly<Record<string, unknown>>): RequestHeaders {
  return { ...authorization(user), ...impersonation(user) };
}

function authorization(user: Readonly<Record<string, unknown>>): RequestHeaders {
  const token = optionalText(user['token']);
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  const name = optionalText(user['username']);
  if (name === undefined) return {};
  const pair = `${name}:${optionalText(user['password']) ?? ''}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

function impersonation(user: Readonly<Record<string, unknown>>): RequestHeaders {
  const headers: Record<string, string | string[]> = {};
  const as = optionalText(user['as']);
  if (as !== undefined) headers['impersonate-user'] = as;
  const uid = optionalText(user['as-uid']);
  if (uid !== undefined) headers['impersonate-uid'] = uid;
  const groups = texts(user['as-groups']);
  if (groups.length > 0) headers['impersonate-group'] = groups;
  for (const [key, values] of Object.entries(user['as-user-extra'] ?? {})) {
    headers[`impersonate-extra-${encodeURIComponent(key.toLowerCase())}`] = texts(values);
  }
  return headers;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Reads a token file anew each minute, or at once when the server refused its last token. */
export function rereadToken(file: string): (renew: boolean) => Promise<string> {
  let last: { at: number; token: Promise<string> } | undefined;
  return (renew) => {
    if (renew || last === undefined || monotonicMs() - last.at > TOKEN_FILE_MS) {
      const token = readCredentialFile(file, 'token').then((bytes) => bytes.toString().trim());
      last = { at: monotonicMs(), token };
    }
    return last.token;
  };
}
