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
      ['install.sh', parseHex('32ad599a434c3810cc5276eb3b14700ef96a12460794767fc2d0745a2b5ad4e2')],
      [
        'offline-brew.sh',
        parseHex('8b89ce2298534a6f37d3f4b9bc28f3f6cee6858eb43bc9b196f17dd21fbe380c'),
      ],
    ]),
  ],
]);
