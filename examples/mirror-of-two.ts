// Mirrors two formulae and all they need into a folder that any file server can serve. Run it again to update the mirror.
import { openBrewpull } from 'brewpull';

const brewpull = openBrewpull({ environment: process.env });
try {
  const made = await brewpull.mirror({
    formulae: ['tree', 'wget'],
    targets: ['big_sur', 'arm64_sonoma'],
    output: 'mirror',
  });
  const { counts } = made;
  console.log(`${made.path}: ${made.status}, ${made.bottles} bottles, ${counts.new} of them new`);
  for (const { formula, target, message } of made.missing) {
    console.log(`${formula} for ${target.bottleTag}: ${message}`);
  }
  if (made.error !== null) console.error(made.error.message);
} finally {
  await brewpull.close();
}
