import { TOOL } from '../core/tool.ts';
import { createProcessTerminal } from './process-terminal.ts';
import type { Terminal } from './terminal.ts';

/** Runs the command line of a process and sets its exit code. */
export async function run(process: NodeJS.Process): Promise<void> {
  process.exitCode = await main(process.argv.slice(2), createProcessTerminal(process));
}

/** Runs one command line; resolves with the exit code and never rejects. */
export async function main(argv: readonly string[], terminal: Terminal): Promise<number> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    await terminal.stdout.send(`${TOOL.version}\n`);
    return 0;
  }
  const { runCommandLine } = await import('./command-line.ts');
  return runCommandLine(argv, terminal);
}
