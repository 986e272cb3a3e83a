import type { BrewpullEvent } from '../../core/events.ts';
import { unreachable } from '../../core/unreachable.ts';
import type { TextOutput } from '../terminal.ts';
import { formatBytes, formatDuration } from './bytes.ts';
import { oneLine } from './harmless.ts';
import { LiveLines } from './live-lines.ts';
import type { Style } from './style.ts';
import { TransferTable } from './transfer-table.ts';
import { WorkStatus } from './work-status.ts';

/** How much is written to stderr. */
export interface Verbosity {
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly debug: boolean;
  /** False with `--no-progress`. */
  readonly progress: boolean;
}

/** Reports events on stderr: as a live block on a terminal that can move its cursor, otherwise as a line every few seconds. */
export interface Progress {
  onEvent(event: BrewpullEvent): void;
  /** Writes one line that stays, above any live block. */
  say(line: string): void;
  /** Writes lines from {@link renderError}, which stay too. */
  sayLines(text: string): void;
  /** Removes the live block until the next event; call it before results are written and before a question. */
  finish(): void;
}

const LIVE_INTERVAL_MS = 100;
const PLAIN_INTERVAL_MS = 5000;
/** How often work without events is redrawn. */
const TICK_MS = 120;

/** Creates the progress display of one run. */
export function createProgress(
  output: TextOutput,
  {
    style,
    isLive,
    verbosity,
    now,
  }: {
    readonly style: Style;
    /** Whether lines are redrawn in place. */
    readonly isLive: boolean;
    readonly verbosity: Verbosity;
    readonly now: () => number;
  },
): Progress {
  const transfers = new TransferTable(now);
  const status = new WorkStatus(now);
  const { marks } = style;
  const live = new LiveLines(output, marks.ellipsis);
  const shown = verbosity.progress && !verbosity.quiet;
  const interval = isLive ? LIVE_INTERVAL_MS : PLAIN_INTERVAL_MS;
  let drawnAt = isLive ? 0 : now();
  let said = '';
  let turns = 0;
  let timer: NodeJS.Timeout | undefined;
  const warned = new Set<string>();

  const sayLines = (text: string): void => {
    live.clear();
    output.write(text);
  };
  const say = (line: string): void => sayLines(`${oneLine(line)}\n`);
  const drawNow = (): void => {
    drawnAt = now();
    const doing = status.line();
    if (!isLive) {
      const line = transfers.isEmpty() ? doing : transfers.summary();
      if (line !== '' && line !== said) say(line);
      said = line;
    } else if (!transfers.isEmpty()) {
      live.draw(transfers.lines(live.room(), marks));
    } else if (doing === '') {
      live.clear();
    } else {
      turns += 1;
      const [first = '', ...others] = status.lines(live.room().columns - 2);
      const spinner = marks.spinner[turns % marks.spinner.length] ?? '';
      live.draw([`${spinner} ${first}`, ...others.map((other) => `  ${other}`)]);
    }
  };
  const draw = (): void => {
    if (!shown) return;
    // Work without events is shown too: that it has begun, and is not stuck.
    timer ??= setInterval(() => {
      if (isLive || now() - drawnAt >= interval) drawNow();
    }, TICK_MS).unref();
    if (now() - drawnAt >= interval) drawNow();
  };

  return {
    say,
    sayLines,
    finish: () => {
      clearInterval(timer);
      timer = undefined;
      live.clear();
    },
    onEvent: (event) => {
      switch (event.type) {
        case 'history':
        case 'sync':
        case 'index':
        case 'step':
          status.take(event);
          return draw();
        case 'download-started':
          status.forget();
          transfers.start(event.file, event.sizeBytes, event.resumedBytes);
          if (shown && event.resumedBytes > 0) {
            say(`${event.file}: resuming after ${formatBytes(event.resumedBytes)}`);
          }
          return draw();
        case 'download-progress':
          transfers.advance(event.file, event.receivedBytes);
          return draw();
        case 'upload-started':
          status.forget();
          transfers.start(event.file, event.sizeBytes, 0);
          return draw();
        case 'upload-progress':
          transfers.advance(event.file, event.sentBytes);
          return draw();
        case 'upload-done':
        case 'download-done':
          transfers.finish(event.file);
          if (shown)
            say(`${style.green(marks.tick)} ${event.file} (${formatBytes(event.sizeBytes)})`);
          return undefined;
        case 'retry':
          if (!verbosity.quiet) {
            const when = event.delayMs < 1000 ? 'now' : `in ${formatDuration(event.delayMs)}`;
            say(`${event.what}: ${event.reason}; trying again ${when}`);
          }
          return undefined;
        case 'waiting':
          if (!verbosity.quiet) {
            const who = event.pid === undefined ? '' : `, process ${event.pid} on ${event.host}`;
            say(`waiting for another run${who}, which holds ${event.path}`);
          }
          return undefined;
        case 'warning':
          // Many steps of a run may give the same warning.
          if (!verbosity.quiet && !warned.has(event.message)) {
            say(`${style.yellow('warning:')} ${event.message}`);
          }
          warned.add(event.message);
          return undefined;
        case 'hint':
          if (!verbosity.quiet) say(style.dim(event.message));
          return undefined;
        case 'unreadable':
          if (verbosity.verbose || verbosity.debug) {
            say(`${style.yellow('skipped:')} ${event.message}`);
          }
          return undefined;
        case 'request':
          if (verbosity.debug) {
            say(style.dim(`${event.method} ${event.url} ${event.status}`));
          }
          return undefined;
        default:
          return unreachable(event);
      }
    },
  };
}
