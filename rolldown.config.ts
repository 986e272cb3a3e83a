import { copyFile, cp, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { defineConfig, type Plugin } from 'rolldown';

import { formatList, formatNotices } from './scripts/bundled/format-notices.ts';
import { listBundled } from './scripts/bundled/list-bundled.ts';

const require = createRequire(import.meta.url);

export default defineConfig({
  input: { index: 'src/index.ts', cli: 'src/cli/main.ts' },
  platform: 'node',
  output: {
    dir: 'dist',
    format: 'esm',
    chunkFileNames: 'chunks/[name]-[hash].js',
    cleanDir: true,
    // Names stay, so that stack traces can be read; whitespace and comments would be a third of the package.
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
    // Every command needs most of these, and each separate file takes time to load.
    codeSplitting: { groups: [{ name: 'core', test: /[\\/]src[\\/]core[\\/]/, minShareCount: 2 }] },
  },
  plugins: [withoutHttp2(), assets(), thirdPartyNotices()],
});

/**
 * Leaves out the HTTP/2 client that `got` loads for an option that is not used here: loading it opens a TLS socket, and costs
 * every run about 10 ms.
 */
function withoutHttp2(): Plugin {
  const id = '\0http2-wrapper';
  return {
    name: 'without-http2',
    resolveId: (source) => (source === 'http2-wrapper' ? id : undefined),
    load: (source) => (source === id ? 'export default {};' : undefined),
  };
}

/** Copies what is read at run time next to the code: Ruby's parser, which is WebAssembly, the scripts of bundles and
 * pages, and the server configurations of mirrors. */
function assets(): Plugin {
  return {
    name: 'assets',
    async writeBundle() {
      await copyFile(require.resolve('@ruby/prism/src/prism.wasm'), 'dist/prism.wasm');
      const scripts = (await readdir('src/bundle/installer')).filter((name) =>
        name.endsWith('.sh'),
      );
      await Promise.all(
        scripts.map((name) => copyFile(join('src/bundle/installer', name), join('dist', name))),
      );
      await cp('src/mirror/tree/extras/servers', 'dist/servers', { recursive: true });
      await cp('src/cli/page/browser', 'dist/browser', {
        recursive: true,
        filter: (source) => !source.endsWith('.json'),
      });
    },
  };
}

/** Writes the licences of the bundled libraries, and a list of them for the bill of materials. */
function thirdPartyNotices(): Plugin {
  return {
    name: 'third-party-notices',
    async writeBundle(_options, bundle) {
      const libraries = await listBundled(
        Object.values(bundle).flatMap((output) =>
          output.type === 'chunk' ? output.moduleIds : [],
        ),
      );
      await writeFile('dist/THIRD-PARTY-NOTICES.txt', formatNotices(libraries));
      await writeFile('dist/bundled-libraries.json', formatList(libraries));
    },
  };
}
