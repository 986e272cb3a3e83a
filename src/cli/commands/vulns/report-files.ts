import type { VulnsReport } from '../../../audit/report/vulns-report.ts';
import { UsageError } from '../../../core/errors.ts';
import { TOOL } from '../../../core/tool.ts';
import { requirePlaceForFile } from '../../../store/place/check-place.ts';
import type { Arguments } from '../../arguments/options/arguments.ts';
import { readFilePath, type OutputPath } from '../../arguments/output-path.ts';
import { placeResult } from '../../place-result.ts';
import type { Session } from '../../session.ts';

/** The formats that other tools read. */
const FORMS = {
  sarif: {
    what: 'a SARIF file',
    make: async (report: VulnsReport) =>
      (await import('../../../audit/report/sarif.ts')).toSarif(report, TOOL),
  },
  vex: {
    what: 'a VEX document',
    make: async (report: VulnsReport) =>
      (await import('../../../audit/report/vex/vex.ts')).toVex(report, TOOL),
  },
} as const;

/** Further files that a report is written to. */
export interface ReportFiles {
  /** Whether one of them goes to standard output, so that nothing else may. */
  readonly usesOutput: boolean;
  write(report: VulnsReport): Promise<void>;
}

/**
 * Reads `--sarif` and `--vex`: a file, or `-` for standard output. Throws {@link UsageError}, and `FileExistsError` or
 * `StoreError` if nothing could be written there.
 */
export async function readReportFiles(args: Arguments, session: Session): Promise<ReportFiles> {
  const names = ['sarif', 'vex'] as const;
  const files = names.flatMap((name) => {
    const file = readFilePath(args, session, { name, what: FORMS[name].what, stream: true });
    return file === undefined ? [] : [{ name, file }];
  });
  const streams = files.filter(({ file }) => file.text === '-');
  if (streams.length > 1 || (streams.length > 0 && session.json)) {
    throw new UsageError('standard output takes one form', {
      hint: 'Name a file for the other: --sarif vulns.sarif.',
    });
  }
  for (const { file } of files) if (file.text !== '-') await requirePlaceForFile(file.path);
  const force = args.flag('force');
  return {
    usesOutput: streams.length > 0,
    write: async (report) => {
      for (const { name, file } of files) {
        const text = `${JSON.stringify(await FORMS[name].make(report), undefined, 2)}\n`;
        await writeOne(text, file, { force, session });
      }
    },
  };
}

async function writeOne(
  text: string,
  file: OutputPath,
  { force, session }: { readonly force: boolean; readonly session: Session },
): Promise<void> {
  if (file.text === '-') return session.print(Buffer.from(text));
  await placeResult(Buffer.from(text), file.path, force);
  session.note(`wrote ${file.text}`);
}
