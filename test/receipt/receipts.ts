import { createHash } from 'node:crypto';

import { digestOf, parseHex } from '../../src/core/digest.ts';
import type { BottleReceipt, ImageReceipt, Receipt } from '../../src/receipt/receipt.ts';

/** Makes a document of which only the digest matters. */
export function document(content: string, sizeBytes = 1000) {
  return { digest: digestOf(hexOf(content)), sizeBytes };
}

/** Makes what a run over `network` records of one bottle. */
export function bottleReceipt(changes: Partial<BottleReceipt> = {}): BottleReceipt {
  const sha256 = changes.sha256 ?? hexOf('the bottle');
  return {
    kind: 'bottle',
    formula: 'vim',
    tap: 'homebrew/core',
    pkgVersion: '9.0.1900',
    rebuild: 0,
    bottleTag: 'big_sur',
    sha256,
    fileName: 'vim--9.0.1900.big_sur.bottle.tar.gz',
    sizeBytes: 1000,
    commit: 'a'.repeat(40),
    path: 'Formula/v/vim.rb',
    formulaBlob: 'b'.repeat(40),
    registry: 'https://ghcr.io',
    repository: 'homebrew/core/vim',
    reference: '9.0.1900',
    index: document('index'),
    manifest: document('manifest'),
    blob: { digest: digestOf(sha256), sizeBytes: 1000 },
    connection: connection(),
    ...changes,
  };
}

/** Makes what a run records of one image. */
export function imageReceipt(changes: Partial<ImageReceipt> = {}): ImageReceipt {
  return {
    kind: 'image',
    reference: 'docker.io/library/alpine:3.19',
    platform: 'linux/amd64',
    registry: 'https://registry-1.docker.io',
    repository: 'library/alpine',
    index: document('image index'),
    manifest: document('image manifest'),
    config: document('config'),
    layers: [document('layer 1'), document('layer 2')],
    connection: connection(),
    ...changes,
  };
}

/** Makes the record of one way to the server. */
export function connection(peerAddress?: string, proxy?: string) {
  return {
    redirectHost: 'pkg-containers.githubusercontent.com',
    tlsIssuer: 'Example CA',
    peerAddress,
    proxy,
    startedAt: '2026-05-01T12:00:00Z',
    finishedAt: '2026-05-01T12:00:05Z',
  };
}

/** Makes a receipt of one network; the minute keeps runs apart. */
export function receipt(
  label: string | undefined,
  artifacts: Receipt['artifacts'],
  minute = label?.length ?? 0,
): Receipt {
  return {
    schemaVersion: 1,
    tool: { name: 'brewpull', version: '0.1.0' },
    created: `2026-05-01T12:${String(minute).padStart(2, '0')}:00Z`,
    network: { label, country: undefined, proxy: undefined },
    artifacts,
  };
}

/** Makes a sha256 of some content. */
export function hexOf(content: string) {
  return parseHex(createHash('sha256').update(content).digest('hex'));
}
