import { optionSpec, type OptionName } from '../../../arguments/options/options.ts';
import type { Offer } from './offer.ts';

const FOLDERS: Offer = { kind: 'folders' };

/** The files or folders that the placeholder of a value or a word stands for. */
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

/**
 * Returns the files or folders that a placeholder in help stands for, e.g. `DIR` or `bundle`; undefined if it stands for none.
 */
export function filesOfPlaceholder(placeholder: string): Offer | undefined {
  return PLACES.get(placeholder);
}

/** Returns the files or folders that an option takes; undefined if it takes none. */
export function filesOfOption(name: OptionName): Offer | undefined {
  return JSON_FILES.has(name)
    ? filesEnding('.json')
    : filesOfPlaceholder(optionSpec(name).value ?? '');
}

function filesEnding(ending: string): Offer {
  return { kind: 'files', ending };
}
