// Packs the package as it would be published, lints it, checks its types, installs it elsewhere and runs it.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
// The answers take 3 MB, the schemas 0.6 MB and Ruby's parser 0.5 MB; the rest is code, its licences and the pages of docs/.
const MOST_BYTES = 8 * 1024 * 1024;
const scratch = mkdtempSync(join(tmpdir(), 'brewpull-package-'));

/** Runs a program and returns what it printed; its errors go to the screen. */
function run(program, args, cwd) {
  return execFileSync(program, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NO_COLOR: '1' },
  });
}

function check(claim, holds) {
  if (!holds) throw new Error(`package check failed: ${claim}`);
  console.log(`ok: ${claim}`);
}

try {
  // This packs the build that npm test just made.
  const [packed] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', scratch], ROOT),
  );
  const tarball = join(scratch, packed.filename);
  const files = packed.files.map(({ path }) => path);
  check(
    'holds the command, the library, its types, the parser, the scripts for a Mac, the schemas and the examples',
    [
      'bin/brewpull.js',
      'dist/index.js',
      'dist/types/index.d.ts',
      'dist/prism.wasm',
      ...readdirSync(join(ROOT, 'src/bundle/installer'))
        .filter((name) => name.endsWith('.sh'))
        .map((name) => `dist/${name}`),
      ...readdirSync(join(ROOT, 'src/cli/page/browser'))
        .filter((name) => name.endsWith('.js'))
        .map((name) => `dist/browser/${name}`),
      ...['examples', 'schemas'].flatMap((folder) =>
        readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`),
      ),
      'dist/THIRD-PARTY-NOTICES.txt',
      'README.md',
      'LICENSE',
      'data/homebrew-core.answers',
      'data/homebrew-cask.names',
      'data/README.md',
    ].every((file) => files.includes(file)),
  );
  check(
    'holds no sources, tests or fixtures',
    !files.some((file) => /^(?:src|test|fixtures|scripts)\//.test(file)),
  );
  const dead = files
    .filter((file) => file.endsWith('.md'))
    .flatMap((file) => deadLinks(file, files));
  check(['its pages lead only to what it holds', ...dead].join(' '), dead.length === 0);
  const notices = readFileSync(join(ROOT, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
  const bundled = JSON.parse(readFileSync(join(ROOT, 'dist/bundled-libraries.json'), 'utf8'));
  check(
    `names each of its ${bundled.length} libraries in the notices`,
    bundled.every(({ name, version = '' }) =>
      `\n${notices}`.includes(`\n${`${name} ${version}`.trim()} (`),
    ),
  );
  const declarations = files.filter((file) => file.endsWith('.d.ts'));
  check(
    'has its types in one file, which needs no other',
    declarations.join() === 'dist/types/index.d.ts' &&
      !/\bfrom ['"]|\bimport\(|\breference (?:types|path)=/.test(
        readFileSync(join(ROOT, 'dist/types/index.d.ts'), 'utf8'),
      ),
  );
  const megabytes = (bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
  check(
    `is at most ${megabytes(MOST_BYTES)} unpacked: ${megabytes(packed.unpackedSize)}, and ${megabytes(packed.size)} to download`,
    packed.unpackedSize <= MOST_BYTES,
  );

  run('npx', ['--no-install', 'publint', '--strict', tarball], ROOT);
  check('publint finds nothing', true);
  run('npx', ['--no-install', 'attw', '--profile', 'esm-only', tarball], ROOT);
  check('the types resolve', true);

  writeFileSync(join(scratch, 'package.json'), '{ "private": true, "type": "module" }\n');
  run(
    'npm',
    ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', tarball],
    scratch,
  );
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const command = join(scratch, 'node_modules/.bin/brewpull');
  check(
    'the installed command says its version',
    run(command, ['--version'], scratch).trim() === version,
  );
  run(
    'npm',
    [
      'install',
      '--global',
      '--prefix',
      join(scratch, 'global'),
      '--offline',
      '--no-audit',
      '--no-fund',
      tarball,
    ],
    scratch,
  );
  check(
    'the manual is installed with the command',
    existsSync(join(scratch, 'global/share/man/man1/brewpull.1')),
  );
  check('the installed command helps', run(command, ['--help'], scratch).includes('--macos'));
  const answer = spawnSync(
    command,
    ['resolve', 'vim', '--target', 'big_sur', '--offline', '--cache-dir', 'none', '--json'],
    { cwd: scratch, encoding: 'utf8', env: { HOME: join(scratch, 'none') } },
  );
  check(
    'the installed command knows the last vim for Big Sur without git, clone, cache or network',
    answer.status === 0 && JSON.parse(answer.stdout).results[0].pkgVersion === '9.0.1900',
  );
  const packedOptions = join(scratch, '.config/brewpull');
  mkdirSync(packedOptions, { recursive: true });
  writeFileSync(join(packedOptions, 'config.json'), '{ "registry": "nonsense://" }');
  const ask = (env, stderr) =>
    spawnSync(command, ['vim', '--target', 'big_sur', '--offline', '--cache-dir', 'cache'], {
      cwd: scratch,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', stderr],
      env: { PATH: process.env.PATH, ...env },
    });
  check(
    'an empty HOME and a relative XDG_CONFIG_HOME do not make options of what is in the working folder',
    [{ HOME: '' }, { HOME: join(scratch, 'none'), XDG_CONFIG_HOME: '.config' }].every((env) =>
      ask(env, 'pipe').stderr.includes('is not in the cache'),
    ),
  );
  const readOnly = openSync(join(scratch, 'package.json'), 'r');
  check(
    'messages that nobody can read change no exit code',
    ask({ HOME: join(scratch, 'none') }, readOnly).status === 5,
  );
  closeSync(readOnly);
  writeFileSync(
    join(scratch, 'use.js'),
    `import { parseTarget } from 'brewpull';
     process.stdout.write(parseTarget({ macos: '11', arch: 'amd64' }).bottleTag);`,
  );
  check('the library can be imported', run('node', ['use.js'], scratch) === 'big_sur');
  writeFileSync(
    join(scratch, 'use.ts'),
    `import { parseTarget, type Target } from 'brewpull';
     export const target: Target = parseTarget({ macos: '11', arch: 'amd64' });`,
  );
  writeFileSync(
    join(scratch, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        module: 'nodenext',
        strict: true,
        skipLibCheck: false,
        noEmit: true,
        types: [],
        lib: ['es2023', 'dom'],
      },
      files: ['use.ts'],
    }),
  );
  run(join(ROOT, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.json'], scratch);
  check('a strict TypeScript program can use its types', true);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Lists the links of a packed page that lead to no packed file or folder, as `page: link`. */
function deadLinks(page, files) {
  const text = readFileSync(join(ROOT, page), 'utf8').replaceAll(/```.*?```/gs, '');
  return [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
    .map(([, link]) => ({ link, target: posix.join(posix.dirname(page), link).replace(/\/$/, '') }))
    .filter(({ target }) => !files.some((file) => file === target || file.startsWith(`${target}/`)))
    .map(({ link }) => `${page}: ${link}`);
}
