import { parseHex, type Hex } from '../../core/digest.ts';
import type { ScriptName } from './script.ts';

/**
 * The sha256 of the scripts in every version of brewpull, including this one, so that a bundle from an older version can be told
 * from a forged one. The lines of a version change with its scripts until it is released, and never after that: then a changed
 * script needs a new version and new lines. A test compares the current lines with the scripts.
 */
export const KNOWN_INSTALLERS: ReadonlyMap<string, ReadonlyMap<ScriptName, Hex>> = new Map([
  [
    '0.1.0',
    new Map<ScriptName, Hex>([
      ['install.sh', parseHex('a32158ae5b69b3bb12a0e8825071aad8d3bb1716feeb3b3791ea963eacc6e51c')],
      [
        'offline-brew.sh',
        parseHex('e6b4b2abf5c17d80ad76276fa8f8f44dd6a262ef42368c7d48ee1976ae423c66'),
      ],
      ['lay-brew.sh', parseHex('f5c78c37b67233fd353a9d6f95bbe37a36472ef7fc6fcb8c0dbbb6ebb0b912d3')],
    ]),
  ],
]);
