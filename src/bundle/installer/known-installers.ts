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
      ['install.sh', parseHex('6b154bea6600844e9fe19666b3b55c20444d9b23bac5692f208beadb126b901d')],
      [
        'offline-brew.sh',
        parseHex('0cadc63a9404420dca8006686b0cfe0ce6a021f7e82b4aa88ee3c81598245df1'),
      ],
    ]),
  ],
]);
