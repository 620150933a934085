/** The address of a module's jar, in both worlds. */
import { signatureParameter } from '../masked-url.ts';
import type { NamedModule } from '../module-of.ts';
import { error, say, warning } from '../rule.ts';
import type { Remark } from '../rule.ts';
import type { Path } from '../tree.ts';

export function urlRemarks(path: Path, module: NamedModule): Remark[] {
  const { url, version } = module;
  if (url === '') return [];
  if (!/^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(url)) {
    // Without a protocol the mask does not know it for an address: show host and path only.
    const shown = url.replace(/[?#].*$/s, '').replace(/^[^/@]*@/, '');
    const isAddress = /^[\w-]+(\.[\w-]+)+(:\d+)?\//.test(shown);
    const guess = `https://${isAddress ? shown : '…/name-version-ark-biz.jar'}`;
    return [error(path, say('url.protocol', shown, guess))];
  }
  const remarks: Remark[] = [];
  const inName = versionInFileName(url);
  if (inName !== undefined && version !== '' && inName !== version) {
    remarks.push(warning(path, say('url.version', version, inName)));
  }
  const parameter = signatureParameter(url);
  if (parameter !== undefined) {
    remarks.push(warning(path, say('url.signed', parameter)));
  }
  return remarks;
}

/** `biz1-web-0.0.1-SNAPSHOT-ark-biz.jar` -> `0.0.1-SNAPSHOT`; undefined where none stands out. */
function versionInFileName(url: string): string | undefined {
  const file = (url.split(/[?#]/)[0] ?? '').split('/').at(-1) ?? '';
  return /-(\d+(?:\.\d+)+(?:[-.+][\w.+]+)*?)(?:-ark-biz)?\.jar$/.exec(file)?.[1];
}
