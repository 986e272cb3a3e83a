import type { FormulaSource } from '../../../history/state/formula-details.ts';
import type { BomComponent } from '../bom.ts';
import { valueOf } from './fact-text.ts';

/**
 * The tools that SPDX has a word for, and the addresses by which brew knows them. Rule:
 * `DownloadStrategyDetector.detect_from_url` at 6.0.18.
 */
const TOOLS = [
  [
    'git',
    /^https?:\/\/.+\.git$|^git:\/\/|^https?:\/\/(?:git\.sr\.ht|tangled\.sh)\/[^/]+\/[^/]+$|^ssh:\/\/git/,
  ],
  [
    'svn',
    /^https?:\/\/svn\.|^svn(?:\+http)?:\/\/|sourceforge\.net\/svnroot\/|googlecode\.com\/svn/,
  ],
  ['hg', /^hg:\/\/|sourceforge\.net\/hgweb\/|googlecode\.com\/hg/],
  ['bzr', /^bzr:\/\//],
] as const;

/**
 * Says where the source is, as SPDX writes it: `git+https://…@REVISION` for a repository whose kind is known. Undefined if nobody
 * says it, or it is no address.
 */
export function sourceLocation(component: BomComponent): string | undefined {
  const url = valueOf(component, 'sourceUrl');
  if (url === undefined || !isAddress(url)) return undefined;
  const source = component.details?.source;
  const place = source?.url === url ? (source.revision ?? source.tag) : undefined;
  const tool = source && toolOf(source);
  if (tool === undefined || place === undefined || !/^[\w./+-]+$/.test(place)) return url;
  return `${url.startsWith(tool) ? '' : `${tool}+`}${url}@${place}`;
}

function toolOf({ url, using }: FormulaSource): string | undefined {
  const found = TOOLS.find(([name, addresses]) =>
    using === undefined ? addresses.test(url) : name === using,
  );
  return found?.[0];
}

/** Checks whether a text is an address that may be written into a document. */
export function isAddress(text: string): boolean {
  return /^[a-z][a-z+]*:\/\/[!-~]+$/i.test(text) && URL.canParse(text);
}
