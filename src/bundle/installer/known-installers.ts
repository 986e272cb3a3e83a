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
      ['install.sh', parseHex('ce8d074c977235378645002b651e3a3a58eb0311271b13aa7b7f5da4cbc5e6e1')],
      [
        'offline-brew.sh',
        parseHex('aed30f3be45a26e576690422e9e4c24d3d990f59d1802a79210871d83591d609'),
      ],
      ['lay-brew.sh', parseHex('d07ee9f7024a4013eeb17a105cd22f35a0e4c3c97a92c61f6e6e7f538268f356')],
    ]),
  ],
]);
