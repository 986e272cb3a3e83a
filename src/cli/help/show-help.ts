import type { Command } from '../command.ts';
import { withMarks } from '../render/marks.ts';
import { styleFor } from '../render/output-style.ts';
import type { TextOutput } from '../terminal.ts';
import { commandPage } from './command-page.ts';
import { renderFirstScreen } from './first-screen.ts';
import { generalPage } from './general-page.ts';
import { renderPage } from './render-page.ts';

/** The width if the output does not report one. */
const USUAL_COLUMNS = 80;
/** Anything narrower would be unreadable. */
const FEWEST_COLUMNS = 24;

/** What help is asked for. */
export interface HelpTopic {
  /** Undefined for brewpull as a whole. */
  readonly command: Command | undefined;
  readonly all: boolean;
  readonly commands: readonly Command[];
  readonly standard: Command;
}

/** Renders help for the output that it is read on. */
export function showHelp(
  { command, all, commands, standard }: HelpTopic,
  output: TextOutput,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const columns = Math.max(FEWEST_COLUMNS, output.columns ?? USUAL_COLUMNS);
  const style = styleFor(output, env);
  const layout = { columns, emphasize: (text: string) => style.bold(text) };
  const page =
    command !== undefined
      ? renderPage(commandPage(command, { all, isStandard: command === standard }), layout)
      : all
        ? renderPage(generalPage(commands), layout)
        : renderFirstScreen(commands, layout);
  return withMarks(page, style.marks);
}
