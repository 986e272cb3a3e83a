import { crc32 } from 'node:zlib';

import {
  BLOCK_BYTES,
  PREFIX_BYTES,
  sumsLength,
} from '../../../src/history/answers-file/file/layout.ts';

/** Makes the checksums right again after a change, as a forger would. */
export function withSums(bytes: Buffer): Buffer {
  const lengths = [0, 1, 2, 3, 4].map((part) => bytes.readUInt32BE(20 + part * 4));
  const bodyBytes = lengths.reduce((sum, length) => sum + length);
  const start = PREFIX_BYTES + sumsLength(bodyBytes);
  for (let block = 0; block * BLOCK_BYTES < bodyBytes; block += 1) {
    const at = start + block * BLOCK_BYTES;
    bytes.writeUInt32BE(crc32(bytes.subarray(at, at + BLOCK_BYTES)), PREFIX_BYTES + block * 4);
  }
  bytes.writeUInt32BE(crc32(bytes.subarray(PREFIX_BYTES, start)), 56);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, 60)), 60);
  return bytes;
}
