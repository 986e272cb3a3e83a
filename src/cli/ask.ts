import { throwIfAborted } from '../core/abort.ts';
import type { Session } from './session.ts';

/** No answer is longer. */
const ANSWER_CHARACTERS = 1000;

/**
 * Asks a question on standard error and reads one line from standard input: true for `y` and `yes`, false for all else and for its
 * end. Throws `AbortedError` on Ctrl-C.
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

/** Undefined when the input ends, or the run does. */
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
    // Lets go of the input. It is not waited for: the next line may never come.
    chunks.return?.().catch(() => undefined);
  }
}

function ended(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
