import { UsageError } from '../../../core/errors.ts';
import type { Target } from '../../../core/target.ts';
import type { SkippedOutput } from '../../../output/parts/error-output.ts';
import type { AskedName } from './asked-name.ts';

/** What a Brewfile asks for. */
interface BrewfileInputs {
  /** One list for each target, in their order. */
  readonly asked: readonly (readonly AskedName[])[];
  readonly skipped: readonly SkippedOutput[];
}

/** Reads a Brewfile for each target. Throws {@link UsageError} with the line number for one that brew would refuse too. */
export async function readBrewfile(
  bytes: Uint8Array,
  source: string,
  targets: readonly Target[],
): Promise<BrewfileInputs> {
  // Ruby's parser is loaded only for Brewfiles.
  const { BrewfileProblem, parseBrewfile } = await import('../../../history/ruby/brewfile.ts');
  const { platformOf } = await import('../../../history/ruby/evaluate/platform.ts');
  try {
    const brewfile = await parseBrewfile(bytes);
    const entries = targets.map((target) => brewfile.entriesFor(platformOf(target)));
    const skipped = new Map<string, SkippedOutput>();
    for (const [index, target] of targets.entries()) {
      for (const { line, text, code, reason } of entries[index]?.skipped ?? []) {
        const key = JSON.stringify([line, text, reason]);
        const before = skipped.get(key)?.bottleTags ?? [];
        const bottleTags = [...before, target.bottleTag];
        skipped.set(key, { source, line, text, code, reason, bottleTags });
      }
    }
    return {
      asked: entries.map(({ names, taps }) =>
        names.map((name) => ({ name, taps: name.includes('/') ? [] : taps })),
      ),
      skipped: [...skipped.values()].toSorted((a, b) => a.line - b.line),
    };
  } catch (error) {
    if (!(error instanceof BrewfileProblem)) throw error;
    throw new UsageError(`${source}:${error.line}: ${error.message}`, {
      cause: error,
      hint: error.hint ?? 'Correct the Brewfile; brew bundle refuses it as well.',
    });
  }
}
