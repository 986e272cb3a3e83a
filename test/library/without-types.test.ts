import { expect, test } from 'vitest';

import { openBrewpull } from '../../src/library/open-brewpull.ts';

/** Calls a method as a program without types would. */
function untyped(target: object, name: string): (...args: readonly unknown[]) => unknown {
  const method: unknown = Reflect.get(target, name);
  if (typeof method !== 'function') throw new Error(`no method ${name}`);
  return (...args) => Reflect.apply(method, target, args);
}

const brewpull = openBrewpull({
  offline: true,
  packagedAnswers: false,
  cacheDirectory: '/nowhere',
});
const open = (options: unknown): unknown => untyped({ openBrewpull }, 'openBrewpull')(options);
const usage = expect.objectContaining({ code: 'USAGE' });

test.each(Object.keys(brewpull).filter((name) => name !== 'close'))(
  '%s rejects what is not a request with a usage error, and never throws synchronously',
  async (name) => {
    for (const request of [null, 5, 'vim']) {
      if (request === 'vim' && /inspectBundle|listImageTags/.test(name)) continue;
      await expect(untyped(brewpull, name)(request)).rejects.toEqual(usage);
    }
  },
);

test.each([
  ['a text as targets', { targets: 'big_sur' }, 'targets must be a list'],
  ['nothing as a target', { targets: [null] }, 'must be an object'],
  ['a number as a target', { targets: [11] }, 'must be an object'],
  ['target, which is another field', { target: ['big_sur'] }, 'targets, as a list'],
])('a request with %s is refused', async (_name, more, message) => {
  await expect(untyped(brewpull, 'resolve')({ formulae: ['vim'], ...more })).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringContaining(message),
  });
});

test('a missing field is named as the command names it', async () => {
  await expect(untyped(brewpull, 'history')({})).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringContaining('history needs'),
  });
});

test.each([[null], [{ signal: 5 }], [{ onEvent: 5 }]])(
  '%j is refused as call options',
  async (call) => {
    const request = { formulae: ['vim'], targets: ['big_sur'] };
    await expect(untyped(brewpull, 'resolve')(request, call)).rejects.toEqual(usage);
  },
);

test.each([
  [null],
  [5],
  [{ tapDir: 'x' }],
  [{ provenance: 'requird' }],
  [{ registry: 5 }],
  [{ insecureRegistries: 'localhost' }],
  [{ certificateAuthorities: 'pem' }],
  [{ credentials: { origin: 'https://registry.example' } }],
  [{ environment: null }],
  [{ signal: 5 }],
])('%j is refused at once as library options', (options) => {
  expect(() => open(options)).toThrow(usage);
});
