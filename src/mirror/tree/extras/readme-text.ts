import { formatBytes } from '../../../core/format-bytes.ts';
import type { MirrorContents, MirrorTarget } from '../file/mirror-schema.ts';
import { summarizeTarget } from './summarize-target.ts';

/** At most this many names are listed; the web page has them all. */
const MOST_NAMES = 30;

/** Writes the README of a mirror: what it is, how to serve it, and how to use it from brew, brewpull and other programs. */
export function* mirrorReadme(contents: MirrorContents): Generator<string> {
  const { targets, answers, generator } = contents;
  yield `A MIRROR OF HOMEBREW BOTTLES

This folder has ready-made Homebrew packages ("bottles") the way a registry serves them. Any file server can serve it, and brew
can read it from a disk. It is for:

`;
  for (const target of targets) yield targetText(contents, target);
  yield `index.html lists all bottles; mirror.json lists them for programs. Check the files with:

  sha256sum -c --quiet SHA256SUMS            (on a Mac: shasum -a 256 -c SHA256SUMS)

SERVE IT

  nginx      serve/nginx.conf     each of these files says at its beginning what to type
  Apache     serve/apache.conf
  Caddy      serve/Caddyfile
  S3         serve/s3.sh
  Python     python3 -m http.server 8080     enough for brew, brewpull and curl; skopeo and crane need one of the others

Do not serve this folder while brewpull mirror is writing it for the first time. An update may run while it is served.
Then reload nginx or Caddy, which read the list of manifests when they start.

USE IT FROM BREW

Replace http://mirror.example:8080 with your server. On the machine where brew runs:

  export HOMEBREW_ARTIFACT_DOMAIN=http://mirror.example:8080
  export HOMEBREW_ARTIFACT_DOMAIN_NO_FALLBACK=1
  export HOMEBREW_NO_AUTO_UPDATE=1
  export HOMEBREW_NO_INSTALL_FROM_API=1

Without a server, from a disk that has this folder:

  export HOMEBREW_ARTIFACT_DOMAIN=file:///Volumes/DISK/mirror

brew asks for the versions that its homebrew-core names. A machine that has no homebrew-core can take the one that is here; its
files are Ruby that brew runs, so compare the sum with the one in a SHA256SUMS that you trust:

  core="$(brew --repository)/Library/Taps/homebrew/homebrew-core"
  curl -fsSO http://mirror.example:8080/core-tap/${targets[0]?.bottleTag ?? 'TARGET'}.tar
  shasum -a 256 ${targets[0]?.bottleTag ?? 'TARGET'}.tar
  mkdir -p "$core" && tar -xf ${targets[0]?.bottleTag ?? 'TARGET'}.tar -C "$core"
  brew install NAME

Do not unpack it over an existing homebrew-core.

USE IT FROM BREWPULL

  brewpull NAME ${wordsOf(targets[0])} --registry http://mirror.example:8080 --insecure-registry mirror.example:8080

Over https the last option is not needed.
`;
  yield* answersText(answers);
  yield `
USE IT FROM OTHER PROGRAMS

  skopeo copy --src-tls-verify=false ${skopeoWords(targets[0])} docker://mirror.example:8080/homebrew/core/NAME:VERSION dir:NAME
  curl -fLo NAME.tar.gz http://mirror.example:8080/v2/homebrew/core/NAME/blobs/sha256:SHA256

Made by ${generator.name} ${generator.version}.
`;
}

function targetText(contents: MirrorContents, target: MirrorTarget): string {
  const { count, sizeBytes, hasCoreTap, withoutText } = summarizeTarget(contents, target);
  const { label, bottleTag, isWhole, requested, missing } = target;
  const absent = missing.map(({ formula }) => formula);
  const lines = [
    isWhole ? 'everything that ever had a bottle for it' : `asked for: ${listed(requested)}`,
    `bottles: ${count}, ${formatBytes(sizeBytes)}`,
    ...(absent.length === 0 ? [] : [`not here: ${absent.length} (${listed(absent)})`]),
    hasCoreTap
      ? `homebrew-core for it: core-tap/${bottleTag}.tar`
      : 'homebrew-core for it: none, because the formulae are not here',
    ...(!hasCoreTap || withoutText.length === 0
      ? []
      : [`cannot be asked for with it, because the formula is not here: ${listed(withoutText)}`]),
  ];
  return `  ${label}\n${lines.map((line) => `      ${line}\n`).join('')}\n`;
}

function listed(names: readonly string[]): string {
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return `${names.slice(0, MOST_NAMES).join(', ')}${more}`;
}

function* answersText(answers: readonly string[]): Generator<string> {
  if (answers.length === 0) return;
  yield `
What history says about these formulae is in a file of answers. Once fetched, it lets brewpull answer without asking a server;
its digest is in SHA256SUMS:

`;
  for (const path of answers) {
    yield `  brewpull atlas fetch http://mirror.example:8080/${path} --digest sha256:... --insecure-registry mirror.example:8080\n`;
  }
}

function wordsOf(target: MirrorTarget | undefined): string {
  return target === undefined ? '--target TARGET' : `--target ${target.bottleTag}`;
}

/** Writes the target in skopeo's names for systems and processors. */
function skopeoWords(target: MirrorTarget | undefined): string {
  const os = target?.system === 'linux' ? 'linux' : 'darwin';
  return `--override-os ${os} --override-arch ${target?.arch === 'arm64' ? 'arm64' : 'amd64'}`;
}
