import { UsageError } from '../../../core/errors.ts';
import {
  formatBom,
  formOfName,
  gatherBomOf,
  noteWarnings,
  requireSbomPlace,
  type SbomForm,
  writeSbom,
} from '../../arguments/audit/sbom-files.ts';
import { openBrewpull } from '../../arguments/brewpull/open-brewpull.ts';
import type { Arguments } from '../../arguments/options/arguments.ts';
import { readFilePath } from '../../arguments/output-path.ts';
import type { RunCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { toSbomJson } from './sbom-json.ts';

/** Runs `brewpull sbom`: anything that the bill of materials cannot say is a warning, and the exit code stays 0. */
export const runSbom: RunCommand = async (args, session) => {
  const [word, ...others] = args.positionals;
  if (word === undefined || others.length > 0) {
    throw new UsageError('sbom takes one bundle, lock or mirror', {
      hint: 'Write for example: brewpull sbom bundle.tar -o bundle.spdx.json',
    });
  }
  const what = 'a bill of materials';
  const file = readFilePath(args, session, { name: 'output', what, stream: true });
  const isStream = file === undefined || file.text === '-';
  if (isStream && session.json) {
    throw new UsageError('a bill of materials and --json both want standard output', {
      hint: 'Name a file for the bill of materials: -o bundle.spdx.json.',
    });
  }
  if (!isStream) await requireSbomPlace(file.path);
  const form = readForm(args, file?.text);
  const brewpull = await openBrewpull(args, session);
  const gathered = await gatherBomOf(session.resolvePath(word), brewpull, session);
  const text = await formatBom(gathered, form);
  if (isStream) await session.print(text);
  else {
    await writeSbom(file.path, text);
    await session.answer({
      name: 'sbom',
      json: () => toSbomJson(gathered, { form, path: file.path }),
      paths: [file.text],
    });
  }
  noteWarnings(gathered, session);
  return EXIT.done;
};

function readForm(args: Arguments, name: string | undefined): SbomForm {
  const asked = args.text('sbom-format');
  if (asked === undefined) return formOfName(name ?? '');
  return asked === 'cyclonedx' ? 'cyclonedx' : 'spdx';
}
