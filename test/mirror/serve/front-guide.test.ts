import { expect, test } from 'vitest';

import { hexOfBytes } from '../../../src/core/digest.ts';
import { frontGuide } from '../../../src/mirror/serve/page/front-guide.ts';
import { guideHtml } from '../../../src/mirror/serve/page/guide-html.ts';
import { guideText } from '../../../src/mirror/serve/page/guide-text.ts';
import type { ServerView } from '../../../src/mirror/serve/page/guide.ts';
import type { ServedStock } from '../../../src/mirror/serve/page/served-stock.ts';
import { makeStock, makeStockBottle, makeStockTarget } from '../../support/mirror/make-stock.ts';

const PLAIN: ServerView = { url: new URL('http://192.168.1.20:8750/'), hasToken: false };
const GUARDED: ServerView = { url: new URL('https://mirror.test/'), hasToken: true };

/** The page as text, in one line, and as HTML. */
function pageOf(stock: ServedStock, server = PLAIN): { text: string; page: string } {
  const guide = frontGuide(stock, server);
  return { text: guideText(guide).replaceAll(/\s+/g, ' '), page: guideHtml(guide) };
}

test('the page of a bundle has the lines that fetch, compare and install it', () => {
  const { text, page } = pageOf(makeStock());

  expect(text).toContain('curl -f -O http://192.168.1.20:8750/brewpull-bundle.tar tar -xf');
  expect(page).toContain(
    '<pre>curl -f -O http://192.168.1.20:8750/brewpull-bundle.tar\ntar -xf brewpull-bundle.tar\ncd brewpull-bundle\nshasum -a 256 SHA256SUMS\n',
  );
  expect(text).toContain(`sha256 ${hexOfBytes('install.sh')}`);
  expect(text).toContain('vim 9.0 13.4 MB');
  expect(text).toContain('They show that a file arrived whole, not who made it.');
  expect(text).toContain('This server does not use TLS');
  expect(text).toContain(`This server says that it is ${hexOfBytes('SHA256SUMS')}.`);
});

test('neither the checksum of homebrew-core nor a link to it is on the page', () => {
  const { text, page } = pageOf(makeStock());

  expect(text).toContain('it has a checksum that must not come from here');
  expect(`${text}${page}`).not.toContain('core-tap');
  const { text: other } = pageOf(makeStock({ targets: [makeStockTarget({ hasCoreTap: false })] }));
  expect(other).not.toContain('without homebrew-core');
});

test('with TLS and a token the lines ask for the token, and the page does not warn of the connection', () => {
  const { text } = pageOf(makeStock(), GUARDED);

  expect(text).toContain('curl -f -u brew -O https://mirror.test/brewpull-bundle.tar');
  expect(text).toContain('export HOMEBREW_DOCKER_REGISTRY_TOKEN=…');
  expect(text).toContain('brewpull NAME --registry https://mirror.test skopeo');
  expect(text).not.toContain('does not use TLS');
});

test('an IPv6 address is quoted for the shell', () => {
  const { text } = pageOf(makeStock(), { url: new URL('http://[fd00::1]:8750/'), hasToken: false });

  expect(text).toContain("curl -g -f -O 'http://[fd00::1]:8750/brewpull-bundle.tar'");
  expect(text).toContain("export HOMEBREW_ARTIFACT_DOMAIN='http://[fd00::1]:8750'");
  expect(text).toContain("--insecure-registry '[fd00::1]:8750'");
});

test('the page of a bundle for Linux uses the programs and the words of Linux', () => {
  const linux = makeStockTarget({ system: 'linux', macos: null, bottleTag: 'x86_64_linux' });
  const { text } = pageOf(makeStock({ targets: [linux] }));
  const { text: both } = pageOf(makeStock({ targets: [makeStockTarget(), linux] }));

  expect(text).toContain('sha256sum SHA256SUMS bash install.sh --check');
  expect(text).toContain('whether the bundle fits this machine');
  expect(text).not.toMatch(/shasum|Install them on the Mac/);
  expect(both).toContain('shasum -a 256 SHA256SUMS bash install.sh --check');
  expect(both).toContain('On Linux the fourth line is: sha256sum SHA256SUMS');
});

test('every target has its own part, with what is missing, left out, or Homebrew itself', () => {
  const needed = makeStockBottle({ formula: 'user/tap/lua', version: '5.4-1', isRequested: false });
  const { text } = pageOf(
    makeStock({
      bottles: 3,
      targets: [
        makeStockTarget({ bottles: [makeStockBottle(), needed], brew: '4.6.3', leftOut: 4 }),
        makeStockTarget({ label: 'Linux (x86_64_linux)', missing: ['perl, needed by vim'] }),
      ],
    }),
  );

  expect(text).toContain('brewpull serves 3 bottles here.');
  expect(text).toContain('Those that were asked for come first, then what they need.');
  expect(text).toContain('user/tap/lua 5.4-1');
  expect(text).toContain('The bundle also includes Homebrew 4.6.3 itself.');
  expect(text).toContain('In the bundle that this one updates: 4 more.');
  expect(text).toContain('Linux (x86_64_linux)');
  expect(text).toContain('Not here: perl, needed by vim.');
});

test('an update says what must be installed first, and a signed bundle names its signature', () => {
  const archive = makeStock().archive;
  if (archive === undefined) throw new Error('a bundle without an archive');
  const updateOf = hexOfBytes('earlier');
  const { text } = pageOf(
    makeStock({ archive: { ...archive, updateOf, signatures: ['SHA256SUMS.sig'] } }),
  );

  expect(text).toContain(`First install the bundle whose SHA256SUMS has the sum ${updateOf}`);
  expect(text).toContain('SHA256SUMS.sig is a signature of SHA256SUMS.');
});

test('a large mirror links to its list, and has nothing to install', () => {
  const missing = Array.from({ length: 30 }, (_none, at) => `lost${at}: none`);
  const { text, page } = pageOf(
    makeStock({
      kind: 'mirror',
      archive: undefined,
      listPath: 'index.html',
      files: [{ path: 'index.html', sizeBytes: null, sha256: hexOfBytes('list') }],
      targets: [makeStockTarget({ count: 9000, missing })],
    }),
  );

  expect(text).toContain('These are the first 1; index.html lists all.');
  expect(text).toContain('lost19: none; and 10 more.');
  expect(text).not.toContain('install.sh');
  expect(page).toContain('<a href="index.html">index.html</a>');
});

test('names from outside are text: they add no elements, and do not control the terminal', () => {
  const evil = '<img src=x onerror=alert(1)>\u001B[2J\u202E"\'&';
  const { text, page } = pageOf(
    makeStock({
      targets: [
        makeStockTarget({
          label: evil,
          missing: [evil],
          bottles: [
            makeStockBottle({
              formula: evil,
              version: evil,
              name: evil,
              file: { path: `a/${evil}/../b?c#d`, sizeBytes: 1, sha256: hexOfBytes('x') },
            }),
          ],
        }),
      ],
    }),
  );

  expect(page).not.toContain('<img');
  expect(page).not.toMatch(/<script/i);
  expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;\\u{1b}[2J\\u{202e}&quot;&#39;&amp;');
  expect(page).toContain('/../b%3Fc%23d"');
  expect(text).not.toContain('\u001B');
  expect(text).not.toContain('\u202E');
});

test('no line of text is wider than a Terminal window, except what must be typed or compared', () => {
  const wide = guideText(frontGuide(makeStock(), PLAIN))
    .split('\n')
    .filter((line) => line.length > 80 && !line.startsWith('  '));

  expect(wide).toEqual([]);
});
