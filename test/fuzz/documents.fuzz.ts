import { readdir, readFile } from 'node:fs/promises';

import { constantFrom, string, tuple, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';

import { BrewpullError } from '../../src/core/errors.ts';
import { parseNextLink } from '../../src/http/link.ts';
import { parseLock } from '../../src/lock/file/lock-schema.ts';
import { parseReceipt } from '../../src/receipt/receipt-schema.ts';
import { readBottleIndex } from '../../src/registry/documents/bottle-index.ts';
import { parseDocument } from '../../src/registry/documents/document-schema.ts';
import { parseTagsPage, parseTokenReply } from '../../src/registry/documents/replies-schema.ts';
import { gitBlobOid } from '../../src/core/git-oid.ts';
import { parseBundleContents } from '../../src/bundle/file/contents-schema.ts';
import { changed, changes, fuzz } from './fuzzing.ts';

const GHCR = new URL('../../fixtures/ghcr/', import.meta.url);

/** Whatever a reader throws over bad bytes is one of brewpull's errors. */
function readsOrRefuses(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(BrewpullError);
  }
}

test('a changed index is read or refused', async () => {
  const names = (await readdir(GHCR)).filter((name) => name.endsWith('.index.json'));
  const indexes = await Promise.all(
    names.map(async (name): Promise<unknown> =>
      JSON.parse(await readFile(new URL(name, GHCR), 'utf8')),
    ),
  );
  const count = await fuzz(tuple(constantFrom(...indexes), changes), ([index, some]) => {
    const bytes = Buffer.from(JSON.stringify(changed(index, some)) ?? '');
    readsOrRefuses(() => {
      const document = parseDocument(bytes, { what: 'it', contentType: undefined });
      if (document.kind === 'index') readBottleIndex(document, '1.0');
    });
  });

  expect(count).toBeGreaterThan(0);
});

test('any bytes at all are read or refused by every reader', async () => {
  const count = await fuzz(
    tuple(uint8Array({ maxLength: 300 }), string({ unit: 'binary' })),
    ([raw, text]) => {
      for (const bytes of [
        raw,
        Buffer.from(text),
        Buffer.from(JSON.stringify({ tags: [text], token: text })),
      ]) {
        readsOrRefuses(() => parseDocument(bytes, { what: 'it', contentType: text }));
        readsOrRefuses(() => parseTagsPage(bytes, 'it'));
        readsOrRefuses(() => parseTokenReply(bytes, 'it'));
        readsOrRefuses(() => parseLock(bytes, 'it'));
        readsOrRefuses(() => parseReceipt(bytes, 'it'));
        readsOrRefuses(() => parseBundleContents(bytes, 'it'));
      }
      for (const header of [text, `<${text}>; rel="next"`, `<x>; rel=${text}`]) {
        parseNextLink(header, new URL('https://registry.test/'));
      }
    },
  );

  expect(count).toBeGreaterThan(0);
});

test('a changed lock is refused, or what it records fits together', async () => {
  const formulaText = 'class Tool < Formula\nend\n';
  const bottle = {
    formula: 'tool',
    nameThen: 'tool',
    tap: 'homebrew/core',
    pkgVersion: '1.0',
    rebuild: 0,
    bottleTag: 'big_sur',
    reference: '1.0',
    fileName: 'tool--1.0.big_sur.bottle.tar.gz',
    sha256: 'ab'.repeat(32),
    sizeBytes: 5,
    rootUrl: 'https://ghcr.io/v2/homebrew/core',
    url: `https://ghcr.io/v2/homebrew/core/tool/blobs/sha256:${'ab'.repeat(32)}`,
    formulaBlob: gitBlobOid(Buffer.from(formulaText), '0'.repeat(40)),
    formulaText,
    isRequested: true,
  };
  const lock = { schemaVersion: 1, targets: [{ bottleTag: 'big_sur', bottles: [bottle] }] };
  expect(parseLock(Buffer.from(JSON.stringify(lock)), 'it').targets).toHaveLength(1);
  const count = await fuzz(changes, (some) => {
    readsOrRefuses(() => {
      const read = parseLock(Buffer.from(JSON.stringify(changed(lock, some)) ?? ''), 'it');
      for (const each of read.targets.flatMap(({ bottles }) => bottles)) {
        const text = each.formulaText;
        if (text !== undefined)
          expect(gitBlobOid(Buffer.from(text), each.formulaBlob ?? '')).toBe(each.formulaBlob);
        expect(each.fileName).not.toMatch(/[/\\\p{C}]/u);
      }
    });
  });

  expect(count).toBeGreaterThan(0);
});
