import { spawnSync } from 'node:child_process';

import type { Reporter, TestModule } from 'vitest/node';

import { FILE_LIMIT_MS } from './tries.ts';

/**
 * Ends a run in which a test file does not end, and says which one: the limit of a test cannot end what keeps its process from
 * responding, such as waiting for a program or an endless loop. Shows the processes that were left.
 */
export class StuckFiles implements Reporter {
  readonly #timers = new Map<string, NodeJS.Timeout>();

  readonly #limitMs: number;

  constructor(limitMs = FILE_LIMIT_MS) {
    this.#limitMs = limitMs;
  }

  onTestModuleQueued({ moduleId, relativeModuleId }: TestModule): void {
    const timer = setTimeout(() => {
      process.stderr.write(
        `\n${relativeModuleId} did not end in ${this.#limitMs / 60_000} minutes\n`,
      );
      endDescendants(process.pid);
      process.exit(1);
    }, this.#limitMs);
    this.#timers.set(moduleId, timer.unref());
  }

  onTestModuleEnd({ moduleId }: TestModule): void {
    clearTimeout(this.#timers.get(moduleId));
  }
}

/** Shows every process below one, as `ps` lists it, and kills it. */
function endDescendants(pid: number): void {
  const columns = 'pid=,ppid=,stat=,time=,args=';
  const { stdout } = spawnSync('ps', ['-eo', columns], { encoding: 'utf8', timeout: 10_000 });
  const rows = stdout.split('\n').map((line) => ({ line, numbers: line.trim().split(/\s+/) }));
  const below = new Set([`${pid}`]);
  // Parents come before their children, except when the numbers have started over.
  for (const { line, numbers } of rows) {
    const [own = '', parent = ''] = numbers;
    if (!below.has(parent)) continue;
    below.add(own);
    process.stderr.write(`${line}\n`);
    try {
      process.kill(Number(own), 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
}
