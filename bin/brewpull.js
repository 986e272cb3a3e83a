#!/usr/bin/env node
import module from 'node:module';
import { setFlagsFromString } from 'node:v8';

// V8 lets the heap grow to several times what is in use before it cleans up; this keeps a pass over all of history small.
setFlagsFromString('--heap-growing-percent=30');
module.enableCompileCache?.(); // Node 22.1 and later
const { run } = await import('../dist/cli.js');
await run(process);
