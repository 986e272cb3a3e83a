import type { BomComponent } from '../bom.ts';
import { valueOf } from './fact-text.ts';

/**
 * Says where the source is, as SPDX writes it: `git+https://…@REVISION` for a repository. Undefined where nobody says it, or it is no
 * address.
 */
export function sourceLocation(component: BomComponent): string | undefined {
  const url = valueOf(component, 'sourceUrl');
  if (url === undefined || !isAddress(url)) return undefined;
  const source = component.details?.source;
  const place = source?.url === url ? (source.revision ?? source.tag) : undefined;
  if (place === undefined || !/^[\w./+-]+$/.test(place)) return url;
  return `${url.startsWith('git') ? '' : 'git+'}${url}@${place}`;
}

/** Tells whether a text is an address that may be written into a document. */
export function isAddress(text: string): boolean {
  return /^[a-z][a-z+]*:\/\/[!-~]+$/i.test(text) && URL.canParse(text);
}
