import { quoteForShell } from '../../../core/quote-for-shell.ts';
import type { GuideSection, ServerView } from './guide.ts';
import { curlFor } from './brew-lines.ts';
import type { ServedStock, StockArchive, StockTarget } from './served-stock.ts';

/** Writes how to install a bundle without brewpull: fetch it, compare one sum, run its installer. */
export function installSection(
  { path, folder, updateOf }: StockArchive,
  targets: readonly StockTarget[],
  { url, hasToken }: ServerView,
): GuideSection {
  const systems = new Set(targets.map(({ system }) => system));
  const machine = systems.has('macos') ? 'Mac' : 'machine';
  const login = hasToken ? ' -u brew' : '';
  return {
    title: `Install them on the ${machine}`,
    text: [
      ...(updateOf === undefined
        ? []
        : [
            `This is an update. First install the bundle whose SHA256SUMS has the sum ${updateOf}, if you have not done so yet.`,
          ]),
      `Open ${machine === 'Mac' ? 'Terminal' : 'a terminal'} and type one line after the other:`,
    ],
    lines: [
      `${curlFor(url)} -f${login} -O ${quoteForShell(new URL(path, url).href)}`,
      `tar -xf ${path}`,
      `cd ${folder}`,
      `${machine === 'Mac' ? 'shasum -a 256' : 'sha256sum'} SHA256SUMS`,
      'bash install.sh --check',
      'bash install.sh --dry-run',
      'bash install.sh',
    ],
    after: [
      ...(hasToken ? ['The password that curl asks for is the token of this server.'] : []),
      ...(systems.size > 1 ? ['On Linux the fourth line is: sha256sum SHA256SUMS'] : []),
      'The fourth line prints the sum of SHA256SUMS. Compare it with the one you got from the person who made the bundle; “What the sums prove” says why.',
      `The fifth checks every file and whether the bundle fits this ${machine}, the sixth says what would be done, the last installs. README.txt has more.`,
    ],
  };
}

/** Writes what the sums of a server prove, and what they do not. */
export function sumsSection(
  { kind, archive, sumsSha256 }: ServedStock,
  { url }: ServerView,
): GuideSection {
  const [signature] = archive?.signatures ?? [];
  return {
    title: 'What the sums prove',
    text: [
      'They come from the same server as the files. They show that a file arrived whole, not who made it.',
      ...(url.protocol === 'http:'
        ? ['This server does not use TLS: anyone in between can change both.']
        : []),
      `The sum of SHA256SUMS covers every file of the ${kind}. This server says that it is ${sumsSha256}. Compare it with ${whereSumIs(kind)}. Get that sum some other way, not from this server.`,
      ...(signature === undefined
        ? []
        : [
            `${signature} is a signature of SHA256SUMS. README.txt says how to check it; the key of the signer must not come from here.`,
          ]),
      'brew compares each bottle with the sum in its own homebrew-core.',
    ],
  };
}

function whereSumIs(kind: ServedStock['kind']): string {
  return kind === 'bundle'
    ? 'the one that brewpull bundle --json printed where the bundle was made (sumsSha256), or brewpull serve where it was started'
    : 'the sum of that file where the mirror was made, or with the one that brewpull serve printed where it was started';
}
