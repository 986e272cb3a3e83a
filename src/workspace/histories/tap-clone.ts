import { UsageError } from '../../core/errors.ts';
import { parseFormulaRef } from '../../history/tap/formula-ref.ts';

/** A clone that the user named, and the tap it answers for. */
export interface TapClone {
  /** As `user/name`; undefined if the clone's remote decides. */
  readonly tap: string | undefined;
  readonly path: string;
}

/** A clone with its tap. A path that looks like this must be written `./user/name=path`. */
const NAMED = /^([^\s/=]+\/[^\s/=]+)=(.*)$/s;

/** Parses `PATH` or `user/tap=PATH`. Throws {@link UsageError}. */
export function parseTapClone(text: string): TapClone {
  const [, name, named] = NAMED.exec(text) ?? [];
  const path = named ?? text;
  if (path === '') {
    throw new UsageError(`--tap-dir ${text} names no folder`, {
      hint: 'Write --tap-dir PATH, or --tap-dir user/tap=PATH.',
    });
  }
  if (name === undefined || name.startsWith('.')) return { tap: undefined, path: text };
  return { tap: parseFormulaRef(`${name}/any`).tap, path };
}
