import { expect, test } from 'vitest';

import { signerOf } from '../../../src/provenance/attestation/tap-signer.ts';

const OWN = { status: 'tap', repository: 'acme/homebrew-tools' };

test('the required signer follows from the name of the tap, even if no clone was read', () => {
  expect(signerOf('acme/tools')).toEqual(OWN);
  expect(signerOf('Acme/Tools')).toEqual(OWN);
  expect(signerOf('homebrew/science')).toEqual({
    status: 'tap',
    repository: 'Homebrew/homebrew-science',
  });
});

test('a clone of the repository that the name means changes nothing', () => {
  const remote = 'git@github.com:Acme/homebrew-tools.git';

  expect(signerOf('acme/tools', { remote })).toEqual(OWN);
});

test('homebrew/core has its own rule, wherever its clone is from', () => {
  expect(signerOf('homebrew/core', { remote: 'https://git.example/core' })).toEqual({
    status: 'core',
  });
});

test('a tap that is cloned from elsewhere cannot be attested, and its password is not repeated', () => {
  const signer = signerOf('acme/tools', {
    remote: 'https://me:hunter2@git.example/acme/homebrew-tools',
  });

  expect(signer).toEqual({
    status: 'unsupported',
    code: 'CUSTOM_REMOTE',
    message:
      'acme/tools was cloned from https://git.example/acme/homebrew-tools, and only what comes from github.com/acme/homebrew-tools can be attested',
  });
});

test.each([undefined, '', ' '])('a tap with the remote %j cannot be attested', (remote) => {
  expect(signerOf('acme/tools', { remote })).toMatchObject({ code: 'NO_REMOTE' });
});

test.each(['acme', 'acme/tools/x', '../core', 'acme/..', 'acme/a b', 'acme/t%2f', ''])(
  'nothing can be attested for %j, which is not the name of a tap',
  (tap) => {
    expect(signerOf(tap)).toMatchObject({ status: 'unsupported', code: 'TAP_UNKNOWN' });
  },
);
