/** The address of a module's jar, in both worlds. */
import { signatureParameter } from '../masked-url.ts';
import type { NamedModule } from '../module-of.ts';
import { error, warning } from '../rule.ts';
import type { Remark } from '../rule.ts';
import type { Path } from '../tree.ts';

export function urlRemarks(path: Path, module: NamedModule): Remark[] {
  const { url, version } = module;
  if (url === '') return [];
  if (!/^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(url)) {
    // Without a protocol the mask does not know it for an address: show host and path only.
    const shown = url.replace(/[?#].*$/s, '').replace(/^[^/@]*@/, '');
    const guess = /^[\w-]+(\.[\w-]+)+(:\d+)?\//.test(shown) ? `write https://${shown}` : undefined;
    const message = `the base cannot load ${shown}: an address with its protocol is needed`;
    return [error(path, message, guess ?? 'write https://…/name-version-ark-biz.jar')];
  }
  const remarks: Remark[] = [];
  const inName = versionInFileName(url);
  if (inName !== undefined && version !== '' && inName !== version) {
    const message = `the version is ${version}, but the file is named ${inName}`;
    remarks.push(warning(path, message, 'check that the address and the version belong together'));
  }
  const parameter = signatureParameter(url);
  if (parameter !== undefined) {
    const message = `the address is signed (${parameter}): when that expires, a restarted base cannot load the module again`;
    remarks.push(warning(path, message, 'use an address that stays valid'));
  }
  return remarks;
}

/** `biz1-web-0.0.1-SNAPSHOT-ark-biz.jar` -> `0.0.1-SNAPSHOT`; undefined where none stands out. */
function versionInFileName(url: string): string | undefined {
  const file = (url.split(/[?#]/)[0] ?? '').split('/').at(-1) ?? '';
  return /-(\d+(?:\.\d+)+(?:[-.+][\w.+]+)*?)(?:-ark-biz)?\.jar$/.exec(file)?.[1];
}
