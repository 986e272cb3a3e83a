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
      ['install.sh', parseHex('373d18fd46d34269dca802bca2ecd81a68e828e279879c99e924f33bd2dcafda')],
      [
        'offline-brew.sh',
        parseHex('aed30f3be45a26e576690422e9e4c24d3d990f59d1802a79210871d83591d609'),
      ],
      ['lay-brew.sh', parseHex('316b3b567d215aa116109f89809b5cd927994751cd1cc13ebc4813c672dc9fe3')],
    ]),
  ],
]);
