import { expect, test } from 'vitest';

import { parseNamedHost } from '../../../src/http/hosts/named-host.ts';
import {
  describeSource,
  parseTravelSource,
  type TravelSource,
} from '../../../src/mirror/travel/travel-source.ts';
import * as fc from '../../support/limits/random.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

function parse(text: string, digest?: string): TravelSource {
  const insecure = [parseNamedHost('10.0.0.5:5000', '--insecure-registry')];
  return parseTravelSource({ text, digest, insecure, resolvePath: (path) => `/here/${path}` });
}

test.each([
  ['ghcr.io/acme/answers:core', 'https://ghcr.io/', 'acme/answers', 'core'],
  ['localhost/answers:core', 'http://localhost/', 'answers', 'core'],
  ['127.0.0.1:5000/a/b/c:1.2', 'http://127.0.0.1:5000/', 'a/b/c', '1.2'],
  ['[::1]:5000/a:core', 'http://[::1]:5000/', 'a', 'core'],
  ['10.0.0.5:5000/a:core', 'http://10.0.0.5:5000/', 'a', 'core'],
  ['registry:5000/a:core', 'https://registry:5000/', 'a', 'core'],
  [`ghcr.io/acme/answers@${DIGEST}`, 'https://ghcr.io/', 'acme/answers', DIGEST],
  [`ghcr.io/acme/answers:core@${DIGEST}`, 'https://ghcr.io/', 'acme/answers', DIGEST],
  [
    'docker.io/acme/core.answers:latest',
    'https://registry-1.docker.io/',
    'acme/core.answers',
    'latest',
  ],
])('%s is a reference', (text, registry, repository, reference) => {
  const source = parse(text);
  if (source.kind !== 'registry') throw new Error('no reference');

  expect(source.name.registry.href).toBe(registry);
  expect(source.name).toMatchObject({ repository, reference });
});

test.each([
  'core.answers',
  './ghcr.io/acme/answers:core',
  '../a/b:c',
  '/srv/core.atlas',
  'localhost',
  'acme/answers:core',
  'folder/core.answers',
  'ghcr.io/acme/core.answers',
  'a:b',
  'localhosts/answers:core',
])('%s is a path', (text) => {
  expect(parse(text)).toEqual({ kind: 'file', path: `/here/${text}`, digest: undefined });
});

test('an address is recognized whatever it looks like, and is shown without its query', () => {
  const source = parse('HTTPS://acme.example/a/b:c?token=secret', DIGEST);

  expect(source).toMatchObject({ kind: 'url', digest: DIGEST });
  expect(describeSource(source)).toBe('https://acme.example/a/b:c');
});

test.each([
  ['https://acme.example/core.answers', undefined, 'an address is only fetched by its digest'],
  ['https://acme.example/core.answers', 'sha256:1', 'is not a digest'],
  ['https://acme.example/core.answers', DIGEST.toUpperCase(), 'is not a digest'],
  ['https://ann:secret@acme.example/core.answers', DIGEST, 'contains credentials'],
  ['https://acme.example/core.answers#part', DIGEST, 'is not an address'],
  ['http://acme.example/core.answers', DIGEST, 'a server without TLS'],
  ['ghcr.io/acme/answers:core', DIGEST, 'is for an address or a path'],
  ['ghcr.io/ACME/answers:core', undefined, 'does not name a container image'],
  ['ghcr.io/../answers:core', undefined, 'does not name a container image'],
])('%s with %s is refused', (text, digest, why) => {
  expect(() => parse(text, digest)).toThrow(why);
});

test('no text is read in two ways: the description of a reference is read as the same reference', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9.:/@-]{1,40}$/), (text) => {
      let source: TravelSource;
      try {
        source = parse(text);
      } catch (error) {
        expect(error).toMatchObject({ code: 'USAGE' });
        return;
      }
      if (source.kind === 'registry') expect(parse(describeSource(source))).toEqual(source);
    }),
    fc.tries(2000),
  );
});
