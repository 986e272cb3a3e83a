import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../..');

/** Stand-ins for programs in the pages that a test cannot run; each checks what it is given. */
const PROGRAMS = {
  // The package itself is packed and installed by test/package/check.js.
  npm: '[ "$1 $2" = "install --global" ] && [ -f "$3" ]',
  docker: '[ "$1 $2" = "load -i" ] && tar -xOf "$3" manifest.json | grep -q RepoTags',
  shasum: '[ "$1 $2" = "-a 256" ] && shift 2 && exec sha256sum "$@"',
  // Takes the last word that is an address; a registry must answer with the index.
  skopeo: `for word; do case $word in docker://*) name=\${word#docker://} ;; esac; done
path=\${name#*/}
exec "$NODE" -e 'fetch(process.argv[1], { headers: { accept: "application/vnd.oci.image.index.v1+json" } }).then((answer) => { process.exitCode = answer.ok ? 0 : 1; })' \\
  "http://\${name%%/*}/v2/\${path%:*}/manifests/\${path##*:}"`,
  vim: 'echo "VIM - Vi IMproved"',
};

/** Commands for which the pages show what the file in the package answers. */
const ASKED_OF_THE_PACKAGE = ['resolve', 'history', 'coverage'];

/**
 * Puts a newcomer's programs into a folder: brewpull as it is built, and stand-ins. Commands other than those that only ask
 * use `answers` instead of the packaged file until a copy of the history exists: the bottles of the registry here are
 * stand-ins too, with checksums of their own.
 */
export async function putPrograms(folder: string, answers: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const put = async (name: string, body: string): Promise<void> => {
    await writeFile(join(folder, name), `#!/bin/bash\n${body}\n`);
    await chmod(join(folder, name), 0o755);
  };
  for (const [name, body] of Object.entries(PROGRAMS)) await put(name, body);
  const brewpull = join(ROOT, 'bin/brewpull.js');
  await put(
    'brewpull',
    `case $1 in ${ASKED_OF_THE_PACKAGE.join(' | ')}) ;; *) [ -d ~/.cache/brewpull/taps ] || export BREWPULL_ATLAS='${answers}' ;; esac\nexec "$NODE" '${brewpull}' "$@"`,
  );
}
