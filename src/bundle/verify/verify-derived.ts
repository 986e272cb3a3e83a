import { hexOfBytes } from '../../core/digest.ts';
import { TOOL } from '../../core/tool.ts';
import type { BundleFiles } from '../file/bundle-files.ts';
import type { BundleContents } from '../file/contents-schema.ts';
import { KNOWN_INSTALLERS } from '../installer/known-installers.ts';
import { scriptsOf } from '../installer/script.ts';
import { derivedFiles } from '../plan/plan-files.ts';
import type { Finding } from '../../core/finding.ts';

/**
 * Checks what involves no choice: the scripts against those that were ever released, and every file that follows from
 * `bundle.json` against what this version derives from it, whichever version the bundle names. What another version may have
 * written differently is a finding too, because it cannot be told from a file that was changed.
 */
export function* checkDerived(files: BundleFiles, contents: BundleContents): Iterable<Finding> {
  const { name, version } = contents.generator;
  const isOwn = name === TOOL.name && version === TOOL.version;
  const other = `${name} ${version}`;
  const next = `verify it with ${other}, or make the bundle again with brewpull bundle`;
  for (const [file, text] of derivedFiles(contents)) {
    const found = files.sums.get(file);
    if (found === undefined || found === hexOfBytes(text)) continue;
    const message = isOwn
      ? `${file} does not match bundle.json`
      : `${file} is not what ${TOOL.name} ${TOOL.version} derives from bundle.json, which names ${other}: ${next}`;
    yield { code: 'disagreement', file, message };
  }
  for (const { name: script, path: file } of expectedScripts(contents)) {
    const found = files.sums.get(file);
    if (found === undefined) continue;
    const right = releasedScripts(contents)?.get(script);
    if (right !== undefined) {
      if (found === right) continue;
      const message = `${file} is not the installer of ${other}, whose sha256 is ${right}: its bytes are ${found}`;
      yield { code: 'disagreement', file, message };
    } else if (![...KNOWN_INSTALLERS.values()].some((known) => known.get(script) === found)) {
      const own = KNOWN_INSTALLERS.get(TOOL.version)?.get(script) ?? '';
      const message = `${file} is not an installer that ${TOOL.name} ${TOOL.version} knows: bundle.json names ${other}, its sha256 is ${found}, that of ${TOOL.name} ${TOOL.version} is ${own}; ${next}`;
      yield { code: 'unknown-installer', file, message };
    }
  }
}

/** Lists the scripts that a bundle must hold: those that its version of brewpull knew or, for an unknown version, all. */
export function expectedScripts(contents: BundleContents): ReturnType<typeof scriptsOf> {
  const released = releasedScripts(contents);
  return scriptsOf(contents).filter(({ name }) => released?.has(name) ?? true);
}

function releasedScripts({
  generator,
}: BundleContents): ReturnType<(typeof KNOWN_INSTALLERS)['get']> {
  return generator.name === TOOL.name ? KNOWN_INSTALLERS.get(generator.version) : undefined;
}
