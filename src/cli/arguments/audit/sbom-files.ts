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

/** Tells the form by the ending of a file's name. */
export function formOfName(name: string): SbomForm {
  return /\.cdx\.json$/i.test(name) ? 'cyclonedx' : 'spdx';
}

/** Writes a bill of materials in one form. */
export async function formatBom({ bom }: GatheredBom, form: SbomForm): Promise<string> {
  if (form === 'spdx') return (await import('../../../audit/bom/format/spdx.ts')).formatSpdx(bom);
  return (await import('../../../audit/bom/format/cyclonedx.ts')).formatCycloneDx(bom);
}

/** Opens what is at a path, checks it, and gathers what is known of its bottles. Throws what reading it throws. */
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

/** Bills of materials that a command writes besides its result. */
export interface SbomFiles {
  /** Writes them of the result at a path; does nothing where none was asked for. */
  write(path: string, brewpull: Brewpull): Promise<void>;
}

/** Reads `--sbom`. Throws {@link UsageError} for what is no file, and what the place says where nothing could be written there. */
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

/** Throws `FileExistsError` where something else is there, and what the place says where nothing could be written. */
export async function requireSbomPlace(path: string): Promise<void> {
  await requireReplaceable(path, kindOf(path));
  await requirePlaceForFile(path);
}

/** Writes a bill of materials over an older one and over nothing else. Throws `FileExistsError` or `StoreError`. */
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

/** More than one of all bottles of homebrew/core needs. */
const SBOM_BYTES = 512 * 1024 * 1024;

/** More of one kind are counted: a whole mirror has hundreds. */
const SHOWN = 5;

/** Says on standard error what could not be said, or is said twice. */
export function noteWarnings({ warnings }: GatheredBom, session: Session): void {
  for (const code of new Set(warnings.map((warning) => warning.code))) {
    const same = warnings.filter((warning) => warning.code === code);
    for (const { message } of same.slice(0, SHOWN)) session.note(`warning: ${message}`);
    if (same.length > SHOWN) {
      session.note(
        `warning: the same of ${formatCount(same.length - SHOWN, 'more bottle', 'more bottles')}`,
      );
    }
  }
}
