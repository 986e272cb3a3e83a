import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';

import { UsageError } from '../core/errors.ts';
import { TOOL } from '../core/tool.ts';
import { COMPLETE_WORD } from './commands/completion/complete-word.ts';
import { EXIT } from './exit-code.ts';
import { createProcessTerminal } from './process-terminal.ts';
import { renderError } from './render/error.ts';
import { toTerminal } from './render/harmless.ts';
import { createStyle } from './render/style.ts';
import type { Terminal } from './terminal.ts';

/** Lines that are answered before anything else is loaded. */
const VERSION_WORDS: ReadonlySet<string> = new Set(['--version', '-V', 'version']);

/** Runs the command line of a process and sets its exit code. */
export async function run(process: NodeJS.Process): Promise<void> {
  process.on('uncaughtException', (error) => {
    // A library let this error escape, e.g. when the process cannot open more files. Nothing can continue after it.
    process.stderr.write(renderEarly(error));
    process.exit(EXIT.failed);
  });
  // An empty or relative HOME would mean the working folder, and options that someone packed there are not the user's own.
  let terminal: Terminal;
  try {
    if (!isAbsolute(homedir())) delete process.env['HOME'];
    terminal = createProcessTerminal(process);
  } catch (cause) {
    const hint = 'Set HOME to one of your folders.';
    process.stderr.write(
      renderEarly(new UsageError('this user has no home folder', { cause, hint })),
    );
    process.exitCode = EXIT.usage;
    return;
  }
  process.exitCode = await main(process.argv.slice(2), terminal);
}

/** Runs one command line; resolves with the exit code and never rejects. */
export async function main(argv: readonly string[], terminal: Terminal): Promise<number> {
  if (argv.length === 1 && VERSION_WORDS.has(argv[0] ?? '')) {
    await terminal.stdout.send(`${TOOL.version}\n`);
    return 0;
  }
  try {
    terminal.cwd(); // The parser library asks for it while loading, when nothing could explain a failure.
  } catch (error) {
    await terminal.stderr.send(renderEarly(error));
    return EXIT.failed;
  }
  if (argv[0] === COMPLETE_WORD) {
    const { completeLine } = await import('./commands/completion/answer/complete-line.ts');
    return completeLine(argv.slice(1), terminal);
  }
  const { runCommandLine } = await import('./command-line.ts');
  return runCommandLine(argv, terminal);
}

/** Renders a failure outside {@link runCommandLine}, whose terminal would make the text harmless. */
function renderEarly(error: unknown): string {
  return toTerminal(renderError(error, createStyle(false), { debug: false }));
}
