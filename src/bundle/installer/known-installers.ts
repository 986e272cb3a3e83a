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
      ['install.sh', parseHex('b1fbbd3f093f0a813746278ea461137f6eb9b501e93f7270c782ebcb86c70f5a')],
      [
        'offline-brew.sh',
        parseHex('d5c0020b80b5b2e4ab862f1f031a9a319c2590002e0a137c120ce0f4445ae29f'),
      ],
      ['lay-brew.sh', parseHex('35b9bab058b6f6a1467582e2c7e93510de52cdd3d8ec48c108498cd97242a3d6')],
    ]),
  ],
]);
