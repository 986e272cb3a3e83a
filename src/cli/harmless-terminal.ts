import { toTerminal } from './render/harmless.ts';
import type { Terminal, TextOutput } from './terminal.ts';

/**
 * The one place where text becomes harmless before it leaves: whatever it repeats, it cannot steer a terminal. Bytes pass as
 * they are: they are files.
 */
export function harmlessTerminal<Outputs extends Pick<Terminal, 'stdout' | 'stderr'>>(
  terminal: Outputs,
): Outputs {
  return {
    ...terminal,
    stdout: harmlessOutput(terminal.stdout),
    stderr: harmlessOutput(terminal.stderr),
  };
}

function harmlessOutput(output: TextOutput): TextOutput {
  return {
    isTTY: output.isTTY,
    get columns() {
      return output.columns;
    },
    get rows() {
      return output.rows;
    },
    write: (text) => output.write(toTerminal(text)),
    send: (chunk) => output.send(typeof chunk === 'string' ? toTerminal(chunk) : chunk),
  };
}
