import { createHash } from 'node:crypto';
import { TOOL } from '../../core/tool.ts';
import type { BundleFiles } from '../file/bundle-files.ts';
import type { BundleContents } from '../file/contents-schema.ts';
import { KNOWN_INSTALLERS } from '../installer/known-installers.ts';
import { derivedFiles } from '../plan/plan-files.ts';
import type { BundleFinding } from './finding.ts';

/**
 * Checks what nobody chose: the installer against those that were ever released, and every file that follows from
 * `bundle.json` against what this version derives from it, whichever version the bundle names. What another version may
 * have written otherwise is a finding, too: it cannot be distinguished from a file that was changed.
 */
export function* checkDerived(
  files: BundleFiles,
  contents: BundleContents,
): Iterable<BundleFinding> {
  const { name, version } = contents.generator;
  const isOwn = name === TOOL.name && version === TOOL.version;
  const other = `${name} ${version}`;
  const next = `verify it with ${other}, or make the bundle again with brewpull bundle`;
  for (const [file, text] of derivedFiles(contents)) {
    const found = files.sums.get(file);
    if (found === undefined || found === sha256(text)) continue;
    const message = isOwn
      ? `${file} is not what follows from bundle.json`
      : `${file} is not what ${TOOL.name} ${TOOL.version} derives from bundle.json, which names ${other}: ${next}`;
    yield { code: 'disagreement', file, message };
  }
  const file = 'install.sh';
  const found = files.sums.get(file);
  if (found === undefined) return;
  const right = name === TOOL.name ? KNOWN_INSTALLERS.get(version) : undefined;
  if (right !== undefined) {
    if (found === right) return;
    const message = `${file} is not the installer of ${other}, whose sha256 is ${right}: its bytes are ${found}`;
    yield { code: 'disagreement', file, message };
  } else if (![...KNOWN_INSTALLERS.values()].some((known) => known === found)) {
    const own = KNOWN_INSTALLERS.get(TOOL.version) ?? '';
    const message = `${file} is not an installer that ${TOOL.name} ${TOOL.version} knows: bundle.json names ${other}, its sha256 is ${found}, that of ${TOOL.name} ${TOOL.version} is ${own}; ${next}`;
    yield { code: 'unknown-installer', file, message };
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
