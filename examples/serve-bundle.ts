// Serves a bundle until Ctrl-C, and prints the environment that brew needs to use it: `node serve-bundle.ts tools.tar`. Other
// Macs of the network can use it if `host` is an address of this machine that they can reach.
import { openBrewpull } from 'brewpull';

const [path = 'tools.tar'] = process.argv.slice(2);
const brewpull = openBrewpull({ environment: process.env });
const { answer } = await brewpull.serve({ path, host: '127.0.0.1', port: 0 });
process.once('SIGINT', () => void brewpull.close());

for (const [name, value] of Object.entries(answer.environment)) {
  console.log(`export ${name}='${value}'`);
}
console.log(`${answer.bottles} bottles at ${answer.url}`);
