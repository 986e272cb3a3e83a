import type { MirrorBottle } from '../tree/file/mirror-schema.ts';

type PouredBottle = Pick<MirrorBottle, 'sha256' | 'bottleTag' | 'rebuild' | 'cellar'>;

/**
 * Adds a bottle block to a formula's text, without which brew would build the formula: the text inside a bottle has none. A text
 * that already names the bottle's sum is returned unchanged, and so is one without a class.
 */
export function withBottleBlock(text: Uint8Array, bottle: PouredBottle): Uint8Array {
  const source = new TextDecoder().decode(text);
  const opening = /^class \S+ < \S+[^\S\n]*$/m.exec(source);
  if (opening === null || source.includes(bottle.sha256)) return text;
  const at = opening.index + opening[0].length;
  return Buffer.from(`${source.slice(0, at)}\n${bottleBlock(bottle)}${source.slice(at)}`);
}

/** Writes a bottle block as brew has since 2.7. Without a cellar, brew uses the system's default. */
function bottleBlock({ sha256, bottleTag, rebuild, cellar }: PouredBottle): string {
  const where = cellar === null ? '' : `cellar: ${rubyCellar(cellar)}, `;
  return [
    '  bottle do\n',
    rebuild > 0 ? `    rebuild ${rebuild}\n` : '',
    `    sha256 ${where}${bottleTag}: "${sha256}"\n`,
    '  end\n',
  ].join('');
}

function rubyCellar(cellar: string): string {
  if (cellar === 'any' || cellar === 'any_skip_relocation') return `:${cellar}`;
  // Ruby reads this untrusted text; within single quotes only these two characters are special.
  return `'${cellar.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
}
