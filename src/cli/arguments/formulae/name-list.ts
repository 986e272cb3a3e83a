import { UsageError } from '../../../core/errors.ts';
import { isBareVersion } from '../../../history/tap/asked-formula.ts';

/**
 * Reads a list with one formula per line, optionally with a version, in the order of the file and without duplicates; ignores
 * blank lines and everything after a `#`. Throws {@link UsageError} for a line of several words, with its number.
 */
export function parseNameList(text: string, source: string): readonly string[] {
  const names = new Set<string>();
  text.split(/\r?\n/).forEach((line, index) => {
    const word = line.replace(/(?:^|\s)#.*$/, '').trim();
    if (word === '') return;
    if (/\s/.test(word)) {
      const [name = '', version = '', ...more] = word.split(/\s+/);
      const isVersion = more.length === 0 && isBareVersion(version);
      throw new UsageError(`${source}:${index + 1}: expected one formula name, got ${word}`, {
        hint: isVersion
          ? `Write ${name}=${version.replace(/^=?v?/, '')}.`
          : 'Write one name per line; for a Brewfile use --brewfile.',
      });
    }
    names.add(word);
  });
  return [...names];
}
