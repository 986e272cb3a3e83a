import { onAbort } from '../../core/abort.ts';
import { UsageError } from '../../core/errors.ts';
import type { BrewpullEvent } from '../../core/events.ts';
import type { OutputName, Outputs } from '../../output/outputs.ts';
import type { Serving } from '../brewpull-library.ts';
import type { CallOptions, LibraryOptions } from '../options.ts';
import type { TargetLike } from '../requests/formula-requests.ts';
import { checkCallOptions, requireTexts } from './require-values.ts';

/** What a command line would contain. */
export interface Line {
  readonly command: string;
  /** The positional arguments. */
  readonly words: readonly string[];
  readonly targets?: readonly TargetLike[] | undefined;
  /** Options: `withBrew` is `--with-brew`. */
  readonly fields: object;
}

/** Makes the line of a call from its request; the call throws what this throws. */
export type MakeLine = () => Line;

/** How to follow and end one call. */
interface OneCall<Name extends OutputName> {
  readonly call: CallOptions;
  readonly controller: AbortController;
  readonly onAnswer?: (answer: Outputs[Name]) => void;
}

/** The running calls of one library. */
export class Calls {
  readonly #options: LibraryOptions;
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<unknown>>();

  constructor(options: LibraryOptions) {
    this.#options = options;
  }

  /** Runs a command and returns its output. Throws `BrewpullError`. */
  ask<Name extends OutputName>(
    answer: Name,
    line: MakeLine,
    call: CallOptions = {},
  ): Promise<Outputs[Name]> {
    return this.#start(answer, line, { call, controller: new AbortController() });
  }

  /** Runs a server; resolves once it is up. Throws `BrewpullError` if it cannot start. */
  serve(line: MakeLine, call: CallOptions = {}): Promise<Serving> {
    const controller = new AbortController();
    return new Promise((resolve, reject) => {
      const ended = this.#start('serve', line, {
        call,
        controller,
        onAnswer: (answer) => resolve({ answer, close }),
      });
      const close = async (): Promise<void> => {
        controller.abort();
        await ended;
      };
      ended.then(undefined, reject);
    });
  }

  /** Aborts all running calls; resolves when none is left. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#running);
  }

  async #start<Name extends OutputName>(
    answer: Name,
    line: MakeLine,
    one: OneCall<Name>,
  ): Promise<Outputs[Name]> {
    const running = this.#run(answer, line, one);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  async #run<Name extends OutputName>(
    answer: Name,
    line: MakeLine,
    { call, controller, onAnswer }: OneCall<Name>,
  ): Promise<Outputs[Name]> {
    checkCallOptions(call);
    const { command, words, targets, fields } = line();
    if ('target' in fields) throw new UsageError('give the systems in targets, as a list');
    const signals = [call.signal, this.#options.signal, this.#closing.signal];
    const forget = signals.map((signal) => onAbort(signal, () => controller.abort()));
    try {
      // The commands and the libraries that they need are loaded by the first call.
      const [{ runCommand }, { tagsOf }] = await Promise.all([
        import('./run-command.ts'),
        import('./option-values.ts'),
      ]);
      return await runCommand(
        {
          answer,
          command,
          // A word that an untyped program leaves out is missing for the command too, which then says what it needs.
          words: requireTexts(given(words), 'what is asked for'),
          fields: { ...fields, target: tagsOf(targets) },
          onEvent: (event) => this.#hear(event, call),
          signal: controller.signal,
          ...(onAnswer === undefined ? {} : { onAnswer }),
        },
        this.#options,
      );
    } finally {
      for (const each of forget) each();
    }
  }

  #hear(event: BrewpullEvent, call: CallOptions): void {
    this.#options.onEvent?.(event);
    call.onEvent?.(event);
  }
}

function given(words: readonly string[]): unknown {
  const list: unknown = words;
  return Array.isArray(list) ? list.filter((word) => word !== undefined) : (list ?? []);
}
