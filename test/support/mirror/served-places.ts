import { writeFile } from 'node:fs/promises';

import { writeBundle } from '../../../src/bundle/make/write-bundle.ts';
import { signatureFile, type SignSums } from '../../../src/bundle/signature/sign-sums.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { makeBottle } from '../brew/bottle.ts';
import { tempFolder, type TempFolder } from '../temp-folder.ts';
import { makeMirrorTree } from './make-mirror-tree.ts';

/** The token in the file `token` that {@link makeServedPlaces} writes. */
export const PLACE_TOKEN = 'dGVzdC10b2tlbg-0123456789';

/**
 * Makes a folder with what can be served: one signed bundle for two systems as the folder `b`, as `b.tar`, and as `s.tar` in
 * parts; a `mirror`; and a `token`.
 */
export async function makeServedPlaces(): Promise<TempFolder> {
  const folder = await tempFolder();
  const make = (formula: string, bottleTag: string): ReturnType<typeof makeBottle> =>
    makeBottle(folder.at('cache'), { formula, bottleTag, programBytes: 3000 });
  const targets = [
    {
      target: parseTargetTag('big_sur'),
      items: [await make('openssl@3', 'big_sur'), await make('vim', 'big_sur')],
    },
    { target: parseTargetTag('arm64_ventura'), items: [await make('vim', 'arm64_ventura')] },
  ];
  const contents = { targets, lock: undefined, receipts: [] };
  // Nothing here reads it as a signature, so it can be any bytes.
  const sign: SignSums = async () => [signatureFile('SHA256SUMS.sig', Buffer.from('signed\n'))];
  await writeBundle(contents, { path: folder.at('b'), format: 'folder', sign });
  await writeBundle(contents, { path: folder.at('b.tar'), format: 'tar', sign });
  await writeBundle(contents, {
    path: folder.at('s.tar'),
    format: 'tar',
    splitBytes: 40_960,
    sign,
  });
  await makeMirrorTree(folder.at('mirror'), {
    bottles: [{ formula: 'vim', pkgVersion: '9.0', tags: ['big_sur'] }],
    targetFacts: { big_sur: { label: 'macOS 11 Big Sur on Intel (big_sur)' } },
  });
  await writeFile(folder.at('token'), `${PLACE_TOKEN}\n`);
  return folder;
}
