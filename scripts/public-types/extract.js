import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';

export const ROOT = resolve(import.meta.dirname, '../..');
const REPORT = 'brewpull.api.md';

/**
 * Reads what `src/index.ts` exports: `declarations`, all types in one text with their docstrings; `report`, the same without
 * docstrings, for a review; and `complaints`, which should be empty: types that are needed but not exported, docstrings with
 * broken links.
 */
export function extractPublicTypes() {
  // Outside the repository, so that types of libraries are not found and become complaints.
  const scratch = mkdtempSync(join(tmpdir(), 'brewpull-types-'));
  try {
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', scratch], {
      cwd: ROOT,
      stdio: 'inherit',
    });
    const complaints = [];
    Extractor.invoke(configure(scratch), {
      localBuild: true,
      messageCallback(message) {
        message.handled = true;
        // What it says about its own work is not a complaint; the report is always new to it.
        if (message.messageId.startsWith('console-')) return;
        const { logLevel, messageId, text } = message;
        if (logLevel === ExtractorLogLevel.Error) complaints.push(`${messageId}: ${text}`);
      },
    });
    const read = (name) => readFileSync(join(scratch, name), 'utf8');
    return { declarations: read('rolled-up.d.ts'), report: read(REPORT), complaints };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function configure(scratch) {
  const entry = join(scratch, 'index.d.ts');
  const loud = { default: { logLevel: 'error' } };
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(ROOT, 'package.json'),
    configObject: {
      projectFolder: ROOT,
      mainEntryPointFilePath: entry,
      newlineKind: 'lf',
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'es2023',
            lib: ['es2023'],
            module: 'nodenext',
            types: ['node'],
            typeRoots: [join(ROOT, 'node_modules/@types')],
            strict: true,
            exactOptionalPropertyTypes: true,
            allowImportingTsExtensions: true,
            noEmit: true,
          },
          files: [entry],
        },
      },
      apiReport: {
        enabled: true,
        reportFolder: scratch,
        reportTempFolder: join(scratch, 'temporary'),
        reportFileName: REPORT,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: true, untrimmedFilePath: join(scratch, 'rolled-up.d.ts') },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: loud,
        // Everything that is exported is public, and a field may speak for itself.
        extractorMessageReporting: {
          ...loud,
          'ae-missing-release-tag': { logLevel: 'none' },
          'ae-undocumented': { logLevel: 'none' },
        },
        tsdocMessageReporting: loud,
      },
    },
  });
}
