import { readFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { parseBundleContents } from '../../src/bundle/file/contents-schema.ts';
import { parseLock } from '../../src/lock/file/lock-schema.ts';
import { mediumFolder } from '../../src/mirror/media/format/media-layout.ts';
import { parseMedium } from '../../src/mirror/media/format/media-schema.ts';
import { parseMirrorContents } from '../../src/mirror/tree/file/mirror-schema.ts';
import { parseReceipt } from '../../src/receipt/receipt-schema.ts';
import { cliHome } from '../support/cli/cli-home.ts';
import { runCli } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { closedCheck } from '../support/schemas/closed-check.ts';
import { FILE_NAMES, fileSchema, type FileName } from '../support/schemas/file-schema.ts';
import { startVimWorld } from '../support/world/vim-world.ts';

const world = once(startVimWorld);
const BIG_SUR = ['--macos', '11', '--arch', 'amd64'];

/** The reader of each file. */
const READERS: Readonly<Record<FileName, (bytes: Buffer, what: string) => unknown>> = {
  'lock-file': parseLock,
  'bundle-file': parseBundleContents,
  'receipt-file': parseReceipt,
  'mirror-file': parseMirrorContents,
  'media-file': parseMedium,
};

/** Makes one file of each kind with the command that writes it. */
const files = once(async () => {
  await using home = await cliHome(world());
  const receipt = ['--receipt', 'r.json', '--network-label', 'office'];
  await home.run(['pull', 'vim', ...BIG_SUR, ...receipt]);
  await home.run(['lock', 'vim', ...BIG_SUR]);
  await home.run(['bundle', 'vim', ...BIG_SUR, '-o', 'b']);
  await home.run(['mirror', 'vim', ...BIG_SUR, '-o', 'tree']);
  await runCli(['mirror', 'tree', '--split', '10M', '-o', 'media'], { cwd: home.work });
  return {
    'lock-file': await readFile(home.at('work/brewpull.lock.json')),
    'bundle-file': await readFile(home.at('work/b/bundle.json')),
    'receipt-file': await readFile(home.at('work/r.json')),
    'mirror-file': await readFile(home.at('work/tree/mirror.json')),
    'media-file': await readFile(home.at(`work/media/${mediumFolder(1)}/media.json`)),
  };
}, 120_000);

test.each(FILE_NAMES)('what brewpull writes matches schemas/%s.schema.json', (name) => {
  expect(closedCheck(fileSchema(name).schema)(JSON.parse(files()[name].toString()))).toEqual([]);
});

test.each(FILE_NAMES)('brewpull refuses what schemas/%s.schema.json refuses', (name) => {
  const check = closedCheck(fileSchema(name).schema);
  const refused = [...faults(JSON.parse(files()[name].toString()))].filter(
    (faulty) => check(faulty).length > 0,
  );
  const accepted = refused.filter((faulty) => isRead(name, faulty));
  expect(refused.length).toBeGreaterThan(10);
  expect(accepted).toEqual([]);
});

function isRead(name: FileName, document: unknown): boolean {
  try {
    READERS[name](Buffer.from(JSON.stringify(document)), 'it');
    return true;
  } catch {
    return false;
  }
}

/** Gives a document with one field left out, or with a value of another kind, for each field at any depth. */
function* faults(value: unknown): Generator {
  if (Array.isArray(value)) {
    for (const [at, each] of value.entries()) {
      for (const faulty of faults(each)) yield value.toSpliced(at, 1, faulty);
    }
  } else if (typeof value === 'object' && value !== null) {
    const record: Readonly<Record<string, unknown>> = { ...value };
    for (const [field, each] of Object.entries(record)) {
      const { [field]: _left, ...rest } = record;
      yield rest;
      for (const other of [null, 7, -1, 'x\u0001', {}]) yield { ...record, [field]: other };
      for (const faulty of faults(each)) yield { ...record, [field]: faulty };
    }
  }
}
