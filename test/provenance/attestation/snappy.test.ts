import { expect, test } from 'vitest';

import { unpackSnappy } from '../../../src/provenance/attestation/snappy.ts';
import { packSnappy } from './pack-snappy.ts';
import { assert, property, uint8Array } from '../../support/limits/random.ts';

function unpack(...bytes: number[]): string {
  return Buffer.from(unpackSnappy(Uint8Array.from(bytes), 1000)).toString();
}

function ascii(text: string): number[] {
  return [...Buffer.from(text)];
}

test('a literal is copied as it is', () => {
  expect(unpack(3, (3 - 1) << 2, ...ascii('abc'))).toBe('abc');
  expect(unpack(0)).toBe('');
});

test('a copy with one, two or four bytes of offset repeats what came before', () => {
  expect(unpack(8, 3 << 2, ...ascii('abcd'), 0b001, 4)).toBe('abcdabcd');
  expect(unpack(6, 2 << 2, ...ascii('abc'), (2 << 2) | 2, 3, 0)).toBe('abcabc');
  expect(unpack(6, 2 << 2, ...ascii('abc'), (2 << 2) | 3, 3, 0, 0, 0)).toBe('abcabc');
});

test('a copy that overlaps itself repeats a pattern', () => {
  expect(unpack(8, 0, ...ascii('x'), (6 << 2) | 2, 1, 0)).toBe('xxxxxxxx');
});

test.each([
  ['an empty file', []],
  ['a length without an end', [0x80, 0x80, 0x80, 0x80, 0x80, 0x01]],
  ['a literal that is cut off', [3, 2 << 2, 0x61]],
  ['a copy from before the beginning', [8, 0, 0x61, (6 << 2) | 2, 2, 0]],
  ['a copy with offset 0', [8, 0, 0x61, (6 << 2) | 2, 0, 0]],
  ['more than was announced', [1, 1 << 2, 0x61, 0x61]],
  ['less than was announced', [2, 0, 0x61]],
  ['more than is taken', [0xe9, 0x07]],
])('%s is refused', (_what, bytes) => {
  expect(() => unpack(...bytes)).toThrow(RangeError);
});

test('what was packed comes back', () => {
  assert(
    property(uint8Array({ maxLength: 300 }), (bytes) => {
      expect(unpackSnappy(packSnappy(bytes), 300)).toEqual(bytes);
    }),
  );
});

test('damaged bytes are refused or unpacked, and fail in no other way', () => {
  assert(
    property(uint8Array({ maxLength: 60 }), (bytes) => {
      expect(['RangeError', undefined]).toContain(failureOf(bytes));
    }),
  );
});

function failureOf(bytes: Uint8Array): string | undefined {
  try {
    unpackSnappy(bytes, 1000);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.constructor.name : 'something else';
  }
}
