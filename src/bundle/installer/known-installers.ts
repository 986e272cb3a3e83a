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
      ['install.sh', parseHex('4865255c7be93c2c24069bd9046f88d337e2847ef1e41969b7ddc0c336a66b1f')],
      [
        'offline-brew.sh',
        parseHex('d5c0020b80b5b2e4ab862f1f031a9a319c2590002e0a137c120ce0f4445ae29f'),
      ],
      ['lay-brew.sh', parseHex('d07ee9f7024a4013eeb17a105cd22f35a0e4c3c97a92c61f6e6e7f538268f356')],
    ]),
  ],
]);
