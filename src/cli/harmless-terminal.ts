import { toTerminal } from './render/harmless.ts';
import type { Terminal, TextOutput } from './terminal.ts';

/**
 * Wraps a terminal so that text is made harmless before it is written: whatever the text repeats, it cannot manipulate the
 * terminal. This is the only place that does so. Bytes pass unchanged, because they are files.
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
