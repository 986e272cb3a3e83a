#!/usr/bin/env node
import module from 'node:module';

module.enableCompileCache?.(); // Node 22.1 and later
try {
  const { run } = await import('../dist/cli.js');
  await run(process);
} catch (error) {
  // Not even the program's own files can be read: say why in words, without a stack trace.
  if (error?.code !== 'EMFILE' && error?.code !== 'ENFILE') throw error;
  process.stderr.write('brewpull: too many files are open; allow more with ulimit -n\n');
  process.exitCode = 1;
}
