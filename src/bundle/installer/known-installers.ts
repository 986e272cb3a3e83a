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
      ['install.sh', parseHex('ea4df44dbcdcf0864c17574ac7cd7ad0fa7d1f30f3b01b775f185fbf491c78bb')],
      [
        'offline-brew.sh',
        parseHex('423011222182c61cbc769ebae83437f88161f9a3ac6c1f9636bea635a6cbf697'),
      ],
      ['lay-brew.sh', parseHex('e96abdc56b90a8028a928c602d30f5a9e7bcd17c5a792d51e2e1bf3e4ecb319f')],
    ]),
  ],
]);
