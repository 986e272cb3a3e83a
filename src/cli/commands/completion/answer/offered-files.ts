import { optionSpec, type OptionName } from '../../../arguments/options/options.ts';
import type { Offer } from './offer.ts';

const FOLDERS: Offer = { kind: 'folders' };

/** What the placeholder of a value or a word means where it is a file or a folder. */
const PLACES: ReadonlyMap<string, Offer> = new Map([
  ['FILE', filesEnding('')],
  ['PATH', filesEnding('')],
  ['URL|PATH', filesEnding('')],
  ['DIR', FOLDERS],
  ['path', filesEnding('')],
  ['file', filesEnding('')],
  ['bundle', filesEnding('.tar')],
  ['source', filesEnding('')],
  ['BUNDLE', filesEnding('.tar')],
  ['old', filesEnding('')],
  ['new', filesEnding('')],
  ['receipt', filesEnding('.json')],
]);

/** Options whose files are JSON. */
const JSON_FILES: ReadonlySet<OptionName> = new Set<OptionName>([
  'lock',
  'receipt',
  'against',
  'for',
  'api-data',
]);

/** Says which files or folders a placeholder of help means, such as `DIR` or `bundle`; undefined where it means none. */
export function filesOfPlaceholder(placeholder: string): Offer | undefined {
  return PLACES.get(placeholder);
}

/** Says which files or folders an option takes; undefined where it takes none. */
export function filesOfOption(name: OptionName): Offer | undefined {
  return JSON_FILES.has(name)
    ? filesEnding('.json')
    : filesOfPlaceholder(optionSpec(name).value ?? '');
}

function filesEnding(ending: string): Offer {
  return { kind: 'files', ending };
}
