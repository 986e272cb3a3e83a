import { parseHex, type Hex } from '../../core/digest.ts';
import type { ScriptName } from './script.ts';

/**
 * The sha256 of the scripts in every version of brewpull, the present one included, so that a bundle of an older version
 * can be told from a forged one. The lines of a version change with its scripts until it is released, and never after that:
 * then a changed script needs a new version and new lines. A test holds the present lines to the scripts.
 */
export const KNOWN_INSTALLERS: ReadonlyMap<string, ReadonlyMap<ScriptName, Hex>> = new Map([
  [
    '0.1.0',
    new Map<ScriptName, Hex>([
      ['install.sh', parseHex('7600896f915a1b4521a817c774d6909c14e0005d4d0431735890f7ba3222c720')],
      [
        'offline-brew.sh',
        parseHex('d5c0020b80b5b2e4ab862f1f031a9a319c2590002e0a137c120ce0f4445ae29f'),
      ],
      ['lay-brew.sh', parseHex('e96abdc56b90a8028a928c602d30f5a9e7bcd17c5a792d51e2e1bf3e4ecb319f')],
    ]),
  ],
]);
