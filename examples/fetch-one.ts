// Fetches the last vim that an Intel Mac running Big Sur can use, and prints its path and sha256.
import { openBrewpull } from 'brewpull';

const brewpull = openBrewpull({ environment: process.env });
try {
  const { results } = await brewpull.pull({
    formulae: ['vim'],
    targets: [{ macos: '11', arch: 'amd64' }],
    output: 'bottles',
  });
  for (const result of results) {
    if (result.status === 'pulled' || result.status === 'cached') {
      console.log(`${result.file}\nsha256 ${result.sha256}`);
    } else {
      console.error(`${result.requested}: ${result.status}`);
      process.exitCode = 1;
    }
  }
} finally {
  await brewpull.close();
}
