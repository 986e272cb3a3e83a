import { constants } from 'node:os';

/** Internal words that a user of brewpull should never see; each is a fault wherever it is written. */
const FOREIGN: readonly RegExp[] = [
  /\(node:\d+\)|\b(?:Deprecation|Experimental|MaxListenersExceeded)Warning\b/,
  /^\s+at .+ ?\(?(?:file:|node:|\/).*:\d+:\d+\)?$/m,
  /at Object\.|at async /,
  /\bundefined\b|\[object \w+\]|\bNaN\b|\[native code\]/,
  /this is a bug in brewpull/,
  new RegExp(`\\b(?:${Object.keys(constants.errno).join('|')}|EAI_[A-Z]+|ERR_[A-Z_]+)\\b`),
];

/** The code of a page is read only by browsers. */
const CODE = /<script>[^]*?<\/script>/g;

/** Lists the lines of what a run wrote that contain words of Node or JavaScript; none if all is well. */
export function foreignLines(text: string): readonly string[] {
  return text
    .replaceAll(CODE, '')
    .split('\n')
    .filter((line) => FOREIGN.some((pattern) => pattern.test(line)));
}
