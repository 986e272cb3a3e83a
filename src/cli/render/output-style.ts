import type { TextOutput } from '../terminal.ts';
import { fitLines } from './fit.ts';
import { marksFor } from './marks.ts';
import { createStyle, isColored, type ColorWords, type Look, type Style } from './style.ts';

/**
 * Creates the style of an output: its colours, its width and its marks. It has its own module because measuring widths loads
 * libraries.
 */
export function styleFor(
  output: Pick<TextOutput, 'isTTY' | 'columns'>,
  env: ColorWords['env'],
  choice: ColorWords['choice'] = 'auto',
): Style {
  const look: Look = {
    marks: marksFor(env),
    // Read each time, because a window may change its size.
    get columns() {
      return output.isTTY && (output.columns ?? 0) > 0 ? output.columns : undefined;
    },
  };
  const colored = isColored({ choice, isTTY: output.isTTY, env });
  return createStyle(colored, look, (text) => fitLines(text, look));
}
