// Writes dist/man/brewpull.1 from the descriptions that help shows, so that the two cannot differ. Part of the build.
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';

import { rolldown } from 'rolldown';

const bundle = await rolldown({
  input: 'src/cli/help/man-page.ts',
  platform: 'node',
  // The code of a command is loaded only when it runs: describing it needs none.
  plugins: [{ name: 'descriptions', resolveDynamicImport: (id) => ({ id, external: true }) }],
});
const { output } = await bundle.generate({ format: 'esm' });
const code = Buffer.from(output[0].code).toString('base64');
const { renderManPage } = await import(`data:text/javascript;base64,${code}`);

await mkdir('dist/man', { recursive: true });
await writeFile('dist/man/brewpull.1', renderManPage(dateOfRelease()));

/** Returns the date that reproducible builds set, or else that of the commit, or today without git. */
function dateOfRelease() {
  const { SOURCE_DATE_EPOCH: epoch } = process.env;
  if (epoch !== undefined) return new Date(Number(epoch) * 1000).toISOString().slice(0, 10);
  try {
    const git = ['log', '-1', '--format=%cs'];
    return execFileSync('git', git, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return new Date().toISOString().slice(0, 10);
  }
}
