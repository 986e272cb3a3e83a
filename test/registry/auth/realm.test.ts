import { expect, test } from 'vitest';

import { parseNamedHost } from '../../../src/http/hosts/named-host.ts';
import { mayIdentify, tokenUrl, type Actions } from '../../../src/registry/auth/realm.ts';

interface Said {
  readonly scope?: string;
  readonly actions?: Actions;
  readonly isIdentified?: boolean;
}

function ask(
  registry: string,
  realm: string,
  { scope, actions = 'pull', isIdentified = false }: Said = {},
): URL {
  const parameters = new Map([
    ['realm', realm],
    ['service', 'the service'],
    ['scope', scope ?? 'repository:user/image:pull'],
  ]);
  const challenge = { scheme: 'bearer', parameters };
  const repository = 'a/b';
  return tokenUrl({ registry: new URL(registry), challenge, repository, actions, isIdentified });
}

test('a token is requested for the repository that is read, and the placeholder of ghcr.io adds nothing', () => {
  expect(ask('https://ghcr.io/', 'https://ghcr.io/token').href).toBe(
    'https://ghcr.io/token?service=the+service&scope=repository%3Aa%2Fb%3Apull',
  );
});

test.each<[string, Said, readonly string[]]>([
  [
    'another name is asked for as well',
    { scope: 'repository:library/b:pull' },
    ['repository:a/b:pull', 'repository:library/b:pull'],
  ],
  ['the same name is asked for once', { scope: 'repository:a/b:pull' }, ['repository:a/b:pull']],
  [
    'no more is asked for than to pull',
    { scope: 'repository:x:pull,push,delete repository:y:* repository:z:push registry:catalog:*' },
    ['repository:a/b:pull', 'repository:x:pull'],
  ],
  [
    'or to push, when pushing',
    { scope: 'repository:x:delete,push,pull', actions: 'pull,push' },
    ['repository:a/b:pull,push', 'repository:x:pull,push'],
  ],
  [
    'with credentials, no repository of another name is asked for',
    {
      scope: 'repository:secret/b:pull repository:mirror/a/b:pull repository:b:pull',
      isIdentified: true,
    },
    ['repository:a/b:pull', 'repository:mirror/a/b:pull', 'repository:b:pull'],
  ],
  [
    'what is no name of a repository is left out',
    { scope: 'repository:../x:pull repository: :pull x repository(plugin):p/q:pull' },
    ['repository:a/b:pull', 'repository:p/q:pull'],
  ],
  [
    'and so is what comes after many',
    { scope: Array.from({ length: 99 }, (_, at) => `repository:n${at}:pull`).join(' ') },
    ['repository:a/b:pull', ...Array.from({ length: 7 }, (_, at) => `repository:n${at}:pull`)],
  ],
])('the scope of a challenge is honoured: %s', (_name, said, scopes) => {
  const url = ask('https://mirror.example/', 'https://mirror.example/token?scope=x', said);

  expect(url.searchParams.getAll('scope')).toEqual(scopes);
});

test.each([
  ['https://ghcr.io/', 'http://ghcr.io/token'],
  ['https://ghcr.io/', 'ftp://ghcr.io/token'],
  ['https://ghcr.io/', 'https://user:pw@ghcr.io/token'],
  ['https://ghcr.io/', 'https://:pw@ghcr.io/token'],
  ['https://ghcr.io/', 'javascript:alert(1)'],
  ['http://127.0.0.1:5000/', 'file:///etc/passwd'],
])('%s may not name the token server %s', (registry, realm) => {
  expect(() => ask(registry, realm)).toThrow(/cannot be trusted/);
});

test.each([
  ['https://registry-1.docker.io/', 'https://auth.docker.io/token'],
  ['https://registry.gitlab.com/', 'https://gitlab.com/jwt/auth'],
  ['https://registry.example.co.uk/', 'https://login.example.co.uk/token'],
  ['http://127.0.0.1:5000/', 'http://127.0.0.1:5001/token'],
  ['http://localhost:5000/', 'http://localhost:5001/token'],
  ['https://mirror.example/', '/token'],
])('credentials of %s go to %s', (registry, realm) => {
  expect(mayIdentify(new URL(registry), ask(registry, realm), [])).toBe(true);
});

test.each([
  ['https://registry.example.com/', 'https://evil.example/token'],
  ['https://registry.example.co.uk/', 'https://evil.co.uk/token'],
  ['https://example.com/', 'https://example.com.evil.org/token'],
  ['http://127.0.0.1:5000/', 'http://127.0.0.2:5000/token'],
])('credentials of %s do not go to %s unless --auth-host names it', (registry, realm) => {
  const url = ask(registry, realm);

  expect(mayIdentify(new URL(registry), url, [])).toBe(false);
  expect(mayIdentify(new URL(registry), url, [parseNamedHost(url.host, '--auth-host')])).toBe(true);
});
