/** Secrets inside addresses: passwords before the host, signatures and tokens in the query. */

export const mask = '******';

const url = /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/gi;
const password = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#@]*)@/i;
// AWS, OSS and Azure signatures, and the usual names of tokens.
const secretParameter =
  /^(?:x-(?:amz|oss|goog)-(?:signature|credential|security-token)|signature|sig|ossaccesskeyid|awsaccesskeyid|security-token|.*(?:pass|secret|token|credential|api-?key|access-?key).*)$/i;

/** Masks the secret parts of every address in a text. */
export function maskUrls(text: string): string {
  return text.includes('://') ? text.replace(url, maskUrl) : text;
}

function maskUrl(address: string): string {
  const open = address.replace(password, (_, scheme: string, user: string) => {
    // A lone user name may be a token as well (https://TOKEN@host).
    return `${scheme}${user.includes(':') ? `${user.split(':')[0]}:${mask}` : mask}@`;
  });
  return open.replace(/([?&;])([^=&;#?]+)=([^&;#]*)/g, (whole, mark: string, name: string) =>
    isSecret(name) ? `${mark}${name}=${mask}` : whole,
  );
}

/** The first query parameter that makes the address a signed one. */
export function signatureParameter(address: string): string | undefined {
  const query = address.split('#')[0]?.split('?')[1] ?? '';
  const names = query.split(/[&;]/).map((pair) => pair.split('=')[0] ?? '');
  return names.find((name) => name !== '' && isSecret(name));
}

function isSecret(name: string): boolean {
  try {
    return secretParameter.test(decodeURIComponent(name));
  } catch {
    return secretParameter.test(name);
  }
}
