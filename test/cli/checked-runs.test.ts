import * as v from 'valibot';
import { expect, test, vi } from 'vitest';

import { runCli } from '../support/cli/run-cli.ts';

vi.mock('../../src/output/output-schemas.ts', () => ({
  OUTPUT_SCHEMAS: {
    version: v.object({ name: v.literal('another') }),
    error: v.object({ error: v.object({ code: v.literal('ANOTHER') }) }),
    probe: v.object({ script: v.string() }),
    completion: v.object({ script: v.string() }),
  },
}));

test.each([
  ['version', ['version']],
  ['error', ['resolve']],
  ['completion', ['completion', 'bash']],
])('an answer that its schema does not describe fails its test: %s', async (name, words) => {
  const run = runCli([...words, '--json'], { cwd: '/' });
  await expect(run).rejects.toThrow(`the answer is not as the schema of ${name} says`);
});

test('any other answer passes', async () => {
  expect(await runCli(['probe', '--json'], { cwd: '/' })).toMatchObject({ code: 0 });
});
