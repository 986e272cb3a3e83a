import { onAbort, throwIfAborted } from '../core/abort.ts';
import type { Session } from './session.ts';

/** The longest answer that is read. */
const ANSWER_CHARACTERS = 1000;

/**
 * Asks a question on standard error and reads one line from standard input: true for `y` and `yes`, false for anything else and
 * at the end of the input. Throws `AbortedError` on Ctrl-C.
 */
export async function askYesOrNo(question: string, session: Session): Promise<boolean> {
  const { terminal, signal, progress } = session;
  progress.finish();
  await terminal.stderr.send(question);
  const answer = await readLine(terminal.stdin, signal);
  if (answer === undefined) await terminal.stderr.send('\n');
  throwIfAborted(signal);
  return /^y(?:es)?$/i.test(answer?.trim() ?? '');
}

/** Reads one line; undefined if the input or the run ends first. */
async function readLine(
  input: AsyncIterable<Uint8Array | string>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const chunks = input[Symbol.asyncIterator]();
  const decoder = new TextDecoder();
  let text = '';
  try {
    while (!text.includes('\n') && text.length < ANSWER_CHARACTERS) {
      const next = await Promise.race([chunks.next(), ended(signal)]);
      if (next === undefined || next.done === true) return undefined;
      const { value } = next;
      text += typeof value === 'string' ? value : decoder.decode(value, { stream: true });
    }
    return text;
  } finally {
    // Releases the input without waiting for it: the next line may never come.
    chunks.return?.().catch(() => undefined);
  }
}

function ended(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    onAbort(signal, () => resolve(undefined));
  });
}
