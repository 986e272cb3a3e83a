import type { MirrorBottle } from '../tree/file/mirror-schema.ts';

type PouredBottle = Pick<MirrorBottle, 'sha256' | 'bottleTag' | 'rebuild' | 'cellar'>;

/**
 * Gives a formula's text with its bottle, without which brew would build it: the text inside a bottle has no bottle block. A text that
 * names the bottle's sum stays as it is, and so does one without a class.
 */
export function withBottleBlock(text: Uint8Array, bottle: PouredBottle): Uint8Array {
  const source = new TextDecoder().decode(text);
  const opening = /^class \S+ < \S+[^\S\n]*$/m.exec(source);
  if (opening === null || source.includes(bottle.sha256)) return text;
  const at = opening.index + opening[0].length;
  return Buffer.from(`${source.slice(0, at)}\n${bottleBlock(bottle)}${source.slice(at)}`);
}

/** As brew writes it since 2.7. Without a cellar brew takes the standard one of the system. */
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
  // A text from outside that Ruby reads: within single quotes nothing but these two has a meaning.
  return `'${cellar.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
}
