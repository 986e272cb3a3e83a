// Start-up: CPU of `brewpull --version` and `brewpull --help` against an empty Node process. Needs a build.
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const ROUNDS = 15;
const BIN = resolve(import.meta.dirname, '../../bin/brewpull.js');

async function cpuSeconds(command) {
  const script = `TIMEFORMAT='%U %S'; time { ${command} >/dev/null; }`;
  const { stderr } = await promisify(execFile)('bash', ['-c', script]);
  const [user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return user + system;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

const commands = {
  'node -e 0': 'node -e 0',
  'brewpull --version': `node ${BIN} --version`,
  'brewpull --help': `node ${BIN} --help`,
};
const results = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, command] of Object.entries(commands))
    results[name].push(await cpuSeconds(command));
}
const empty = median(results['node -e 0']);
console.log(`Start-up, ${ROUNDS} interleaved rounds, medians of user + system CPU:`);
for (const [name, each] of Object.entries(results)) {
  const cpu = median(each);
  console.log(
    `  ${name.padEnd(20)} ${(cpu * 1000).toFixed(0)} ms  (${((cpu - empty) * 1000).toFixed(0)} ms above an empty process)`,
  );
}
