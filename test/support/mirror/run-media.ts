import type { OptionName } from '../../../src/cli/arguments/options/options.ts';
import { Arguments, type OptionValue } from '../../../src/cli/arguments/options/arguments.ts';
import type { RunCommand } from '../../../src/cli/command.ts';
import { createSession } from '../../../src/cli/session.ts';
import type { Terminal } from '../../../src/cli/terminal.ts';

/** What was asked for on a command line. */
export interface MediaWords {
  readonly cwd: string;
  readonly positionals: readonly string[];
  readonly options: Readonly<Partial<Record<OptionName, OptionValue>>>;
}

/** Runs a command as the command line does, but without the parser; what the command throws is thrown. */
export async function runMedia(
  run: RunCommand,
  { cwd, positionals, options }: MediaWords,
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const written = { stdout: '', stderr: '' };
  const output = (stream: 'stdout' | 'stderr'): Terminal['stdout'] => ({
    isTTY: false,
    columns: 120,
    rows: 24,
    write: (text) => {
      written[stream] += text;
    },
    send: async (chunk) => {
      written[stream] += Buffer.from(chunk).toString('utf8');
    },
  });
  const values = new Map<OptionName, OptionValue>();
  for (const [name, value] of Object.entries(options)) values.set(toName(name), value);
  const args = new Arguments(positionals, [{ describe: (name) => `--${name}`, values }]);
  const session = createSession(args, {
    env: { HOME: cwd },
    platform: 'linux',
    arch: 'x64',
    kernelRelease: '6.1.0',
    homeDir: cwd,
    cwd: () => cwd,
    stdin: (async function* () {})(),
    stdinIsTTY: false,
    stdout: output('stdout'),
    stderr: output('stderr'),
    onInterrupt: () => () => undefined,
    now: () => new Date('2023-10-01T00:00:00Z'),
    packagedAnswers: () => undefined,
    packagedCasks: () => undefined,
  });
  try {
    return { code: await run(args, session), ...written };
  } finally {
    await session.close();
  }
}

const NAMES: readonly OptionName[] = ['split', 'join', 'output', 'dry-run', 'json', 'no-progress'];

function toName(text: string): OptionName {
  const name = NAMES.find((each) => each === text);
  if (name === undefined) throw new Error(`no option of media: ${text}`);
  return name;
}
