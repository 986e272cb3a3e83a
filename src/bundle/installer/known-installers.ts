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
      ['install.sh', parseHex('fd05cfd2b356116c99acd126cf1ed9aec535bfb78cef4d1e009b6cd6a2d787d0')],
      [
        'offline-brew.sh',
        parseHex('d5c0020b80b5b2e4ab862f1f031a9a319c2590002e0a137c120ce0f4445ae29f'),
      ],
      ['lay-brew.sh', parseHex('957d82ee33fd9e1f28ff3dee1fb76b32c201be220a0671856b61489f3bb10de3')],
    ]),
  ],
]);
