import { expect, test } from 'vitest';

import { UsageError } from '../../src/core/errors.ts';
import {
  defaultRootUrl,
  formatRootUrl,
  imageName,
  isRepositoryName,
  overrideRoot,
  parseRegistryOverride,
  parseRootUrl,
  repositoryOf,
} from '../../src/registry/address.ts';
import { parseNamedHost } from '../../src/http/hosts/named-host.ts';
import {
  constantFrom,
  property,
  assert,
  string,
  webUrl,
  array,
  stringMatching,
} from '../support/limits/random.ts';

test.each([
  ['vim', 'vim'],
  ['openssl@3', 'openssl/3'],
  ['gtk+', 'gtkx'],
  ['libsigc++@2', 'libsigcxx/2'],
  ['python@3.12', 'python/3.12'],
])('the image of %s is called %s', (formula, image) => {
  expect(imageName(formula)).toBe(image);
});

test.each([
  ['https://ghcr.io/v2/homebrew/core', 'https://ghcr.io/', 'homebrew/core'],
  ['https://ghcr.io/v2/Homebrew/homebrew-core/deeper/path', 'https://ghcr.io/', 'homebrew/core'],
  ['docker://ghcr.io/User/homebrew-Tap', 'https://ghcr.io/', 'user/tap'],
  ['https://mirror.example/v2/some/prefix', 'https://mirror.example/', 'some/prefix'],
  [
    'https://mirror.example/artifactory/api/docker/v2/homebrew',
    'https://mirror.example/artifactory/api/docker/',
    'homebrew',
  ],
  ['https://user:pw@mirror.example/v2/a?b#c', 'https://mirror.example/', 'a'],
  ['docker://registry.example/a/b', 'https://registry.example/', 'a/b'],
])('%s is a root in the registry %s', (rootUrl, registry, prefix) => {
  const root = parseRootUrl(rootUrl);

  expect(root).toEqual({ registry: new URL(registry), prefix });
});

test.each([
  'https://homebrew.bintray.com/bottles',
  'https://github.com/user/homebrew-tap/releases/download/v1',
  'file:///bottles',
  'nonsense',
  '',
])('%j is not a root in a registry', (rootUrl) => {
  expect(parseRootUrl(rootUrl)).toBeUndefined();
});

test.each([
  ['http://127.0.0.1:5000', 'http://127.0.0.1:5000/', 'homebrew/core'],
  ['mirror.example', 'https://mirror.example/', 'homebrew/core'],
  ['https://mirror.example/v2/some/prefix', 'https://mirror.example/', 'some/prefix/homebrew/core'],
  ['https://mirror.example/some/prefix/', 'https://mirror.example/', 'some/prefix/homebrew/core'],
])('--registry %s replaces ghcr.io', (text, registry, prefix) => {
  const core = parseRootUrl(defaultRootUrl('homebrew/core'));
  const elsewhere = parseRootUrl('https://other.example/v2/x');
  if (core === undefined || elsewhere === undefined) throw new Error('no roots');
  const override = parseRegistryOverride(text);

  expect(overrideRoot(core, override)).toEqual({ registry: new URL(registry), prefix });
  expect(overrideRoot(core, undefined)).toBe(core);
  expect(overrideRoot(elsewhere, override)).toBe(elsewhere);
  expect(repositoryOf(overrideRoot(core, override), 'gtk+')).toBe(`${prefix}/gtkx`);
});

test.each([
  ['ftp://mirror.example', /not the URL/],
  ['https://mirror.example/?token=x', /not the URL/],
  ['https://ada:hunter2@mirror.example', /contains credentials/],
  ['https://mirror.example/a b', /cannot come before/],
  ['mirror.example/UPPER', /has capital letters/],
  ['https://mirror.example/v2/some/Prefix', /has capital letters/],
  ['http://mirror.example', /without TLS/],
  ['http://ghcr.io', /without TLS/],
  ['http://10.0.0.5:5000/v2/x', /without TLS/],
  ['', /not the URL/],
])('--registry %j is refused', (text, reason) => {
  expect(() => parseRegistryOverride(text)).toThrow(reason);
  expect(() => parseRegistryOverride(text)).not.toThrow('hunter2');
});

test.each([
  ['http://ghcr.io', 'http://ghcr.io/'],
  ['http://10.0.0.5:5000/v2/mirror', 'http://10.0.0.5:5000/'],
  ['10.0.0.5:5000/mirror', 'http://10.0.0.5:5000/'],
  ['https://10.0.0.5:5000', 'https://10.0.0.5:5000/'],
  ['10.0.0.6:5000', 'https://10.0.0.6:5000/'],
  ['localhost:5000', 'http://localhost:5000/'],
  ['[::1]:5000', 'http://[::1]:5000/'],
])('with --insecure-registry, --registry %s is %s', (text, registry) => {
  const insecure = ['ghcr.io', '10.0.0.5:5000'].map((host) => parseNamedHost(host, '--x'));

  expect(parseRegistryOverride(text, insecure).registry.href).toBe(registry);
});

test('if --registry has no TLS, the next step is named', () => {
  expect(() => parseRegistryOverride('http://ghcr.io')).toThrow(
    expect.objectContaining({
      code: 'USAGE',
      hint: expect.stringContaining('--insecure-registry ghcr.io'),
    }),
  );
});

test.each([
  ['homebrew/core', 'https://ghcr.io/v2/homebrew/core'],
  ['Homebrew/homebrew-core', 'https://ghcr.io/v2/homebrew/core'],
  ['brewsci/bio', 'https://ghcr.io/v2/brewsci/bio'],
  ['User/homebrew-Tap', 'https://ghcr.io/v2/user/tap'],
])('%s publishes under %s', (tap, rootUrl) => {
  expect(defaultRootUrl(tap)).toBe(rootUrl);
});

test.each(['vim', 'a/b/c', '../x', 'a/', ''])('%j is not a tap', (tap) => {
  expect(() => defaultRootUrl(tap)).toThrow(UsageError);
});

const component = stringMatching(/^[a-z0-9_][a-z0-9._-]{0,12}$/);

test('a root that was written is read back as it was', () => {
  const hosts = constantFrom('mirror.example', 'mirror.example:8443', '127.0.0.1:5000');
  assert(
    property(hosts, array(component, { minLength: 1, maxLength: 4 }), (host, parts) => {
      const root = { registry: new URL(`https://${host}/`), prefix: parts.join('/') };
      expect(parseRootUrl(formatRootUrl(root))).toEqual(root);
    }),
  );
});

test('whatever is read, its registry holds no credentials and its prefix no way out', () => {
  assert(
    property(webUrl({ withQueryParameters: true }), string(), (url, tail) => {
      const root = parseRootUrl(`${url}/v2/${tail}`);
      if (root === undefined) return;
      expect(root.registry.username + root.registry.password + root.registry.search).toBe('');
      expect(root.registry.href.endsWith('/')).toBe(true);
      expect(root.prefix === '' || isRepositoryName(root.prefix)).toBe(true);
      expect(root.prefix.split('/')).not.toContain('..');
    }),
  );
});

test('the name of a repository never leads elsewhere in a URL', () => {
  assert(
    property(string(), (name) => {
      if (!isRepositoryName(name)) return;
      const url = new URL(`v2/${name}/tags/list`, 'https://ghcr.io/');
      expect(url.pathname).toBe(`/v2/${name}/tags/list`);
    }),
  );
});
