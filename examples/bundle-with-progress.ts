// Makes a bundle for an Intel Mac running Big Sur and shows its progress. Ctrl-C ends it early; what was downloaded stays in the
// cache, and the next run continues from there.
import { BrewpullError, openBrewpull, type BrewpullEvent } from 'brewpull';

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());

let files = 0;
let bytes = 0;

function show(event: BrewpullEvent): void {
  if (event.type === 'download-done') {
    files += 1;
    bytes += event.sizeBytes;
    console.error(`${files} files, ${(bytes / 1024).toFixed(0)} KiB: ${event.file}`);
  } else if (event.type === 'warning') console.error(event.message);
}

const brewpull = openBrewpull({ environment: process.env });
try {
  const made = await brewpull.bundle(
    {
      formulae: ['vim', 'git'],
      targets: [{ macos: '11', arch: 'amd64' }],
      output: 'tools.tar',
      force: true,
    },
    { onEvent: show, signal: stop.signal },
  );
  console.log(`${made.status}: ${made.paths.join(', ')}, ${made.sizeBytes} bytes`);
  for (const { target, items } of made.plans) {
    console.log(`${target.bottleTag}: ${items.map(({ formula }) => formula).join(', ')}`);
  }
} catch (error) {
  if (!(error instanceof BrewpullError)) throw error;
  console.error(`${error.code}: ${error.message}`);
  process.exitCode = error.code === 'ABORTED' ? 130 : 1;
} finally {
  await brewpull.close();
}
