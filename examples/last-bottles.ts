// Prints a table of the last version of each formula that each Mac can get, with the day it was added. Downloads no bottles.
import { openBrewpull, type ResolutionOutput } from 'brewpull';

const FORMULAE = ['vim', 'git', 'wget', 'vmi'];
const MACS = ['big_sur', 'ventura', 'arm64_sonoma'];

function cell(result: ResolutionOutput): string {
  switch (result.status) {
    case 'found':
      return `${result.pkgVersion} (${result.introducedBy?.date?.slice(0, 10) ?? 'now'})`;
    case 'no-bottle':
      return 'none';
    case 'not-a-formula':
      return 'no such formula';
    case 'failed':
      return result.error.code;
  }
}

const brewpull = openBrewpull({ environment: process.env });
try {
  const { results } = await brewpull.resolve({ formulae: FORMULAE, targets: MACS });
  const rows = FORMULAE.map((formula) => {
    const cells = MACS.map((mac) => {
      const result = results.find(
        ({ requested, target }) => requested === formula && target.bottleTag === mac,
      );
      return result === undefined ? '' : cell(result);
    });
    return [formula, ...cells];
  });
  const table = [['', ...MACS], ...rows];
  for (const row of table)
    console.log(
      row
        .map((text) => text.padEnd(24))
        .join('')
        .trimEnd(),
    );
} finally {
  await brewpull.close();
}
