import { readPackaged } from '../../store/read/read-packaged.ts';

/** The parts of the script, each after those it imports; the last one has the function that starts it. */
const PARTS = [
  'read-row',
  'choose-rows',
  'held-rows',
  'list-parts',
  'leaf',
  'copy',
  'sort-heads',
  'list',
];

/**
 * Reads the script that makes a list in a page interactive. Its parts are modules, which a page without a server cannot load one
 * by one; here they become one function. They also work in browsers of old Macs, from 2018 on (Safari 11.1).
 */
export async function readListScript(): Promise<string> {
  const texts = await Promise.all(
    PARTS.map(async (name) => {
      const bytes = await readPackaged(`browser/${name}.js`, import.meta.url);
      return withoutModules(new TextDecoder().decode(bytes));
    }),
  );
  return `(function () {\n'use strict';\n${texts.join('')}startList();\n})();\n`;
}

/** Removes the comments and the module syntax: pages should be short. */
function withoutModules(text: string): string {
  return text
    .replaceAll(/^ *\/\*\*[^]*?\*\/\n/gm, '')
    .replaceAll(/^ *\/\/.*\n/gm, '')
    .replaceAll(/^import .*\n/gm, '')
    .replaceAll(/^export /gm, '')
    .replaceAll(/\n{2,}/g, '\n');
}
