import { expect, test } from 'vitest';

import type { BrewRelease } from '../../../../src/bundle/brew/release/brew-release.ts';
import { listKnownReleases } from '../../../../src/bundle/brew/release/known-releases.ts';
import { compareVersions } from '../../../../src/core/version.ts';

const RELEASES = listKnownReleases();

function find(tag: string): BrewRelease | undefined {
  return RELEASES.find((each) => each.tag === tag);
}

test('the table has one row for each release, oldest first, each with its own commit and tree', () => {
  const sorted = RELEASES.toSorted((a, b) => compareVersions(a.tag, b.tag));

  expect(RELEASES).toEqual(sorted);
  expect([RELEASES.at(0)?.tag, RELEASES.at(-1)?.tag]).toEqual(['4.1.0', '6.0.18']);
  for (const field of ['tag', 'commit', 'tree'] as const) {
    expect(new Set(RELEASES.map((each) => each[field])).size).toBe(RELEASES.length);
  }
});

test('every row is complete: date, oids, and a Ruby for both kinds of Mac and for Linux', () => {
  for (const { tag, date, commit, tree, ruby, oldestMacosAllowed } of RELEASES) {
    expect(tag).toMatch(/^\d+\.\d+\.\d+$/);
    expect(date).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(`${commit} ${tree}`).toMatch(/^[0-9a-f]{40} [0-9a-f]{40}$/);
    expect(ruby.version).toMatch(/^\d+\.\d+\.\d+(?:_\d+)?$/);
    expect([...ruby.files.keys()].slice(0, 3)).toEqual([
      'x86_64-darwin',
      'arm64-darwin',
      'x86_64-linux',
    ]);
    expect(['10.11', '10.15']).toContain(oldestMacosAllowed);
  }
});

test.for([
  ['4.1.25', '3.1.4 el_capitan portable-ruby/portable-ruby 10.11 paths arm64'],
  ['4.6.3', '3.4.5 el_capitan portable-ruby/portable-ruby 10.11 paths arm64'],
  ['4.6.4', '3.4.5 el_capitan portable-ruby/portable-ruby 10.11 no-paths arm64'],
  ['4.6.11', '3.4.5 el_capitan portable-ruby/portable-ruby 10.15 no-paths arm64'],
  ['5.0.1', '3.4.5 el_capitan portable-ruby/portable-ruby 10.15 no-paths arm64'],
  ['5.0.2', '3.4.7 catalina core/portable-ruby 10.15 no-paths arm64'],
  ['6.0.11', '4.0.5_1 catalina core/portable-ruby 10.15 no-paths arm64'],
  ['6.0.12', '4.0.6 catalina core/portable-ruby 10.15 no-paths nobody'],
  ['6.0.16', '4.0.6 catalina core/portable-ruby 10.15 no-paths x86_64'],
] as const)('%s is %s', ([tag, expected]) => {
  const release = find(tag);
  const words = [
    release?.ruby.version,
    release?.ruby.files.get('x86_64-darwin')?.bottleTag,
    release?.ruby.repository.replace('homebrew/', ''),
    release?.oldestMacosAllowed,
    release?.takesPaths === true ? 'paths' : 'no-paths',
    release?.toolsFor.at(0) ?? 'nobody',
  ];

  expect(words.join(' ')).toBe(expected);
});

test('a version of Portable Ruby that was later published for more systems is not mixed up', () => {
  expect(find('4.4.20')?.ruby.version).toBe(find('4.4.21')?.ruby.version);
  expect(find('4.4.20')?.ruby.files.has('arm64-linux')).toBe(false);
  expect(find('4.4.21')?.ruby.files.get('arm64-linux')?.sha256).toBe(
    '3049ddc87eed5ca434e2290308feefb6000d1135eeaf2b46a99c26cb4018890d',
  );
});
