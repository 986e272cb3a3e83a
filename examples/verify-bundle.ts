// Checks a bundle again without a network, and prints what vouches for each bottle in it: `node verify-bundle.ts tools.tar`.
import { openBrewpull } from 'brewpull';

const brewpull = openBrewpull();
try {
  const { results } = await brewpull.verify({ paths: process.argv.slice(2) });
  for (const { path, kind, status, bottles, findings } of results) {
    console.log(`${path}: ${kind}, ${status}`);
    for (const { fileName, witnesses } of bottles) {
      console.log(`  ${fileName}: ${witnesses.join(', ')}`);
    }
    for (const { code, file, message } of findings) console.log(`  ${code}: ${file}: ${message}`);
    if (status !== 'ok') process.exitCode = 1;
  }
} finally {
  await brewpull.close();
}
