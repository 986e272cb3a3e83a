#!/usr/bin/env node
import module from 'node:module';

module.enableCompileCache?.(); // Node 22.1 and later
const { run } = await import('../dist/cli.js');
await run(process);
