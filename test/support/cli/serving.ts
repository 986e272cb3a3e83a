import { runCli, type CliResult } from './run-cli.ts';

/** A running `brewpull serve`. */
export interface Serving extends AsyncDisposable {
  readonly url: URL;
  /** What it has written so far. */
  stdout(): string;
  stderr(): string;
  /** Interrupts it as Ctrl-C does. */
  stop(): Promise<CliResult>;
}

/** Starts `brewpull serve` on a free port and waits until it prints its address. */
export async function startServing(
  argv: readonly string[],
  cwd: string,
  stdin = '',
): Promise<Serving> {
  let interrupt = (): void => undefined;
  const written = { stdout: '', stderr: '' };
  let isUp = (_url: URL): void => undefined;
  const up = new Promise<URL>((resolve) => {
    isUp = resolve;
  });
  const ended = runCli(['serve', '--port', '0', ...argv], {
    cwd,
    stdin,
    onStart: (stop) => {
      interrupt = stop;
    },
    onOutput: (stream, text) => {
      written[stream] += text;
      const [found] = /https?:\/\/[^\s"']+/.exec(written.stdout) ?? [];
      if (found !== undefined) isUp(new URL(found));
    },
  });
  const early = ended.then((result): URL => {
    throw new Error(`serve ended with ${result.code}: ${result.stderr}`);
  });
  early.catch(() => undefined);
  const url = await Promise.race([up, early]);
  const stop = (): Promise<CliResult> => {
    interrupt();
    return ended;
  };
  return {
    url,
    stdout: () => written.stdout,
    stderr: () => written.stderr,
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop();
    },
  };
}
