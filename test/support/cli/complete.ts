import { runCli, type CliWorld } from './run-cli.ts';

/** What brewpull offers to complete a line. */
export interface Offered {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** `words`, `files` or `folders`; empty if it does not answer. */
  readonly kind: string;
  /** The extension of files. */
  readonly ending: string;
  readonly words: readonly string[];
}

/** Asks as the script for fish does. The last word is the one being typed. */
export async function complete(words: readonly string[], world: CliWorld): Promise<Offered> {
  const result = await runCli(['__complete', 'fish', 'brewpull', ...words], world);
  const [kind = '', , ending = '', ...lines] = result.stdout.split('\n').slice(0, -1);
  return { ...result, kind, ending, words: lines.map((line) => line.split('\t')[0] ?? '') };
}
