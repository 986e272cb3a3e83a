import { giveWay } from '../../../core/give-way.ts';
import type { MirrorContents } from '../file/mirror-schema.ts';
import { coreTapFile, type ExtraTools } from './core-tap-file.ts';
import { textFile, type ExtraFile } from './extra-file.ts';
import { indexPage } from './index-page.ts';
import { mirrorReadme } from './readme-text.ts';
import { serverFiles } from './server-files.ts';

/**
 * Makes the files of a mirror other than blobs and manifests: a homebrew-core for each target, files for servers, and files for
 * people. Equal contents give equal bytes. Each file's content is made while it is read; read or abandon it before asking for the
 * next file.
 */
export async function* makeExtras(
  contents: MirrorContents,
  tools: ExtraTools,
): AsyncGenerator<ExtraFile> {
  for (const target of contents.targets) {
    const tap = coreTapFile(contents, target, tools);
    if (tap !== undefined) yield tap;
  }
  yield* serverFiles(contents);
  yield textFile('README.txt', inTurns(mirrorReadme(contents), tools));
  yield textFile('index.html', inTurns(indexPage(contents), tools));
}

async function* inTurns(pieces: Iterable<string>, { signal }: ExtraTools): AsyncGenerator<string> {
  for (const piece of pieces) {
    await giveWay(signal);
    yield piece;
  }
}
