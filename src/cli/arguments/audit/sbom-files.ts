import type { GatheredBom } from '../../../audit/bom/gather-bom.ts';
import { requireSbom } from '../../../audit/bom/format/written-sbom-schema.ts';
import { UsageError } from '../../../core/errors.ts';
import { requirePlaceForFile } from '../../../store/place/check-place.ts';
import { requireReplaceable, writeOwnFile, type FileKind } from '../../../store/place/own-file.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import { formatCount } from '../../render/count.ts';
import type { Session } from '../../session.ts';
import type { Arguments } from '../options/arguments.ts';
import { refuseUnheard } from './refuse-unheard.ts';

/** The two forms of a bill of materials. */
export type SbomForm = 'spdx' | 'cyclonedx';

/** Returns the form that a file's extension stands for. */
export function formOfName(name: string): SbomForm {
  return /\.cdx\.json$/i.test(name) ? 'cyclonedx' : 'spdx';
}

/** Formats a bill of materials in one of the forms. */
export async function formatBom({ bom }: GatheredBom, form: SbomForm): Promise<string> {
  if (form === 'spdx') return (await import('../../../audit/bom/format/spdx.ts')).formatSpdx(bom);
  return (await import('../../../audit/bom/format/cyclonedx.ts')).formatCycloneDx(bom);
}

/** Opens the subject at a path, checks it, and gathers what is known about its bottles. Throws whatever reading it throws. */
export async function gatherBomOf(
  path: string,
  brewpull: Brewpull,
  session: Session,
): Promise<GatheredBom> {
  const { openSubject } = await import('../../../audit/subject/open-subject.ts');
  const { gatherBom } = await import('../../../audit/bom/gather-bom.ts');
  const subject = await openSubject(brewpull, path);
  try {
    return await gatherBom(subject, session.signal);
  } finally {
    await subject.close();
  }
}

/** The bills of materials that a command writes in addition to its result. */
export interface SbomFiles {
  /** Writes them for the result at a path; does nothing if none was asked for. */
  write(path: string, brewpull: Brewpull): Promise<void>;
}

/**
 * Reads `--sbom`. Throws {@link UsageError} for a value that cannot name a file, and whatever {@link requireSbomPlace} throws.
 */
export async function readSbomFiles(args: Arguments, session: Session): Promise<SbomFiles> {
  if (args.flag('dry-run')) {
    const hint = 'Leave one of them out.';
    refuseUnheard(args, { names: ['sbom'], where: 'with --dry-run', hint });
  }
  const files = args.list('sbom').map((text) => ({ text, path: session.resolvePath(text) }));
  for (const { text, path } of files) {
    if (text === '' || text === '-' || text.endsWith('/')) {
      throw new UsageError('--sbom takes the name of a file', {
        hint: 'Write for example: --sbom bundle.spdx.json. brewpull sbom writes to standard output.',
      });
    }
    await requireSbomPlace(path);
  }
  return {
    write: async (result, brewpull) => {
      if (files.length === 0) return;
      const gathered = await gatherBomOf(result, brewpull, session);
      for (const { text, path } of files) {
        await writeSbom(path, await formatBom(gathered, formOfName(text)));
        session.note(`bill of materials: ${path}`);
      }
      noteWarnings(gathered, session);
    },
  };
}

/** Throws `FileExistsError` if something else is at the path, and `StoreError` if nothing could be written there. */
export async function requireSbomPlace(path: string): Promise<void> {
  await requireReplaceable(path, kindOf(path));
  await requirePlaceForFile(path);
}

/** Writes a bill of materials over an older one, but over nothing else. Throws `FileExistsError` or `StoreError`. */
export function writeSbom(path: string, text: string): Promise<void> {
  return writeOwnFile(path, text, kindOf(path));
}

function kindOf(path: string): FileKind {
  return {
    name: 'a bill of materials',
    maxBytes: SBOM_BYTES,
    parse: (bytes) => requireSbom(bytes, path),
  };
}

/** More than a bill of materials for every bottle of homebrew/core needs. */
const SBOM_BYTES = 512 * 1024 * 1024;

/** Further warnings of one kind are only counted: a whole mirror has hundreds. */
const SHOWN = 5;

/** Reports on standard error what the bill of materials leaves out or says twice. */
export function noteWarnings({ warnings }: GatheredBom, session: Session): void {
  for (const code of new Set(warnings.map((warning) => warning.code))) {
    const same = warnings.filter((warning) => warning.code === code);
    for (const { message } of same.slice(0, SHOWN)) session.note(`warning: ${message}`);
    if (same.length > SHOWN) {
      session.note(
        `warning: the same for ${formatCount(same.length - SHOWN, 'more bottle', 'more bottles')}`,
      );
    }
  }
}
