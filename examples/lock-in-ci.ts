// Keeps a lock up to date. In CI it fails if the lock is not, so that what a build fetches changes only with a commit.
import { openBrewpull } from 'brewpull';

const isCheck = process.env['CI'] !== undefined;
const brewpull = openBrewpull({ environment: process.env });
try {
  const { status, path, changes } = await brewpull.lock({
    formulae: ['vim', 'wget'],
    targets: ['big_sur', 'arm64_sonoma'],
    lock: 'brewpull.lock.json',
    dryRun: isCheck,
  });
  for (const { target, formula, before, after } of changes) {
    console.log(`${target.bottleTag}  ${formula}: ${version(before)} -> ${version(after)}`);
  }
  console.log(`${path}: ${status}`);
  if (isCheck && status !== 'unchanged') process.exitCode = 1;
} finally {
  await brewpull.close();
}

function version(state: { readonly pkgVersion: string } | { readonly tag: string } | null): string {
  if (state === null) return 'nothing';
  return 'pkgVersion' in state ? state.pkgVersion : state.tag;
}
