import { expect, test } from 'vitest';

import {
  isInsideAddress,
  isInsideHost,
  mayBeResolvedTo,
} from '../../../src/http/hosts/special-address.ts';

test.each([
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f.1',
  '10.1.2.3',
  '172.31.0.1',
  '192.168.0.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '192.0.0.192',
  '192.0.2.1',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.250',
  '240.0.0.1',
  '255.255.255.255',
  'localhost',
  'localhost.',
  'LOCALHOST',
  'a.localhost',
  'a.localhost.',
  'printer.local',
  'metadata.google.internal',
  'nas.home.arpa',
  '[::1]',
  '[::]',
  '[::127.0.0.1]',
  '[::8.8.8.8]',
  '[::ffff:10.0.0.1]',
  '[::ffff:0:10.0.0.1]',
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[64:ff9b:1::8.8.8.8]',
  '[2002:7f00:1::]',
  '[2002:a9fe:a9fe::1]',
  '[2001::1]',
  '[2001:db8::1]',
  '[fe80::1]',
  '[fec0::1]',
  '[fd00::1]',
  '[fc00::1]',
  '[ff02::1]',
  '[100::1]',
  '[4000::1]',
])('%s is inside', (host) => {
  expect(isInsideHost(new URL(`https://${host}:8443/x`))).toBe(true);
});

test.each([
  '8.8.8.8',
  '172.32.0.1',
  '100.128.0.1',
  '198.20.0.1',
  '[2606:4700::1]',
  '[64:ff9b::8.8.8.8]',
  '[2002:808:808::1]',
  '[::ffff:8.8.8.8]',
  '10.example.test',
  'localhost.example.test',
  'local.test',
  'x.internal.test',
])('%s is outside', (host) => {
  expect(isInsideHost(new URL(`https://${host}/`))).toBe(false);
});

test('a name may resolve to an address that a local proxy makes up, which otherwise counts as inside', () => {
  expect(mayBeResolvedTo('198.18.0.5')).toBe(true);
  expect(isInsideAddress('198.18.0.5')).toBe(true);
  expect(mayBeResolvedTo('::ffff:198.18.0.5')).toBe(false);
  expect(mayBeResolvedTo('10.0.0.1')).toBe(false);
});
