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
      ['install.sh', parseHex('84b090f26d81cc20bdd03969f7c3b9c58c43f74547724ce3e1e247727b3ce0a3')],
      [
        'offline-brew.sh',
        parseHex('aed30f3be45a26e576690422e9e4c24d3d990f59d1802a79210871d83591d609'),
      ],
      ['lay-brew.sh', parseHex('7fe6a66852b3539798b1267e5fe919cccaaeb671dea82c7f6f1232e0c2637b3f')],
    ]),
  ],
]);
