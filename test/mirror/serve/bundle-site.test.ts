import { expect, test } from 'vitest';

import { openBundle } from '../../../src/bundle/file/open-bundle.ts';
import { writeBundle } from '../../../src/bundle/make/write-bundle.ts';
import { digestOfBytes } from '../../../src/core/digest.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { openBundleSite } from '../../../src/mirror/serve/bundle-site.ts';
import { makeBottle } from '../../support/brew/bottle.ts';
import { tempFolder } from '../../support/temp-folder.ts';

test.each([true, false])(
  'an index keeps only the bottle of the bundle, whether or not its manifest is present: %j',
  async (hasManifest) => {
    await using folder = await tempFolder();
    const made = await makeBottle(folder.path, { formula: 'vim' });
    const { registry } = made;
    if (registry === undefined) throw new Error('a bottle without a registry');
    const own: unknown = JSON.parse(Buffer.from(registry.index).toString());
    const [entry] = Object(own).manifests;
    const other = { ...entry, digest: digestOfBytes('another') };
    const index = Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: [other, entry] }));
    const manifest = hasManifest ? registry.manifest : undefined;
    const item = { ...made, registry: { ...registry, index, manifest } };
    const targets = [{ target: parseTargetTag('big_sur'), items: [item] }];
    const out = { path: folder.at('b.tar'), format: 'tar' } as const;
    await writeBundle({ targets, lock: undefined, receipts: [] }, out);
    await using reader = await openBundle(out.path);
    const site = await openBundleSite(reader, []);
    const base = '/v2/homebrew/core/vim/manifests/';
    const content = await site.find(`${base}1.0`)?.open();
    const bytes = content !== undefined && 'bytes' in content ? content.bytes : Buffer.from('');

    expect(JSON.parse(Buffer.from(bytes).toString())).toEqual({
      schemaVersion: 2,
      manifests: [entry],
    });
    expect(site.find(`${base}${digestOfBytes(bytes)}`)).toMatchObject({ kind: 'pinned' });
    expect(site.find(`${base}${digestOfBytes(index)}`)).toMatchObject({ kind: 'pinned' });
  },
);
