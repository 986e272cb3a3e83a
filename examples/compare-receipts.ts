// Reports whether several networks got the same files: `node compare-receipts.ts home.json tor.json vpn.json`, with the receipts
// that `--receipt` wrote on each network.
import { openBrewpull } from 'brewpull';

const brewpull = openBrewpull();
try {
  const { verdict, artifacts, warnings } = await brewpull.compare({
    receipts: process.argv.slice(2),
  });
  for (const { status, title, networks, explanation } of artifacts) {
    console.log(`${status}: ${title}, from ${networks.join(', ')}`);
    if (status !== 'agree') console.log(`  ${explanation}`);
  }
  for (const { code, message } of warnings) console.log(`${code}: ${message}`);
  console.log(verdict);
  if (verdict !== 'agreed') process.exitCode = 1;
} finally {
  await brewpull.close();
}
