import { CORE_TAP, keyOf } from '../../core/formula-key.ts';

/** What somebody meant who wrote a path or an address where a name belongs. */
export type MeantName =
  | { readonly kind: 'bottle-file'; readonly formula: string }
  | { readonly kind: 'formula'; readonly formula: string }
  | { readonly kind: 'cask'; readonly cask: string };

const NAME = String.raw`([\w+@][\w+\-.@]*?)`;
/** `vim--9.0.1900.big_sur.bottle.tar.gz`, below any path or address. */
const BOTTLE_FILE = new RegExp(
  String.raw`(?:^|[/\\])${NAME}--[^/\\]+\.bottle\.(?:\d+\.)?(?:tar\.gz|json)$`,
);
/** `vim.rb`, below any path or address. */
const FORMULA_FILE = new RegExp(String.raw`(?:^|[/\\])${NAME}\.rb$`);
const PAGE = new RegExp(
  String.raw`^(?:https?:\/\/)?formulae\.brew\.sh\/(?:api\/)?(formula|cask)\/${NAME}(?:\.json|\/)?$`,
);
/** An image's name has a slash where the formula's has an `@`. */
const IMAGE =
  /^(?:(?:https?|docker|oci):\/\/)?ghcr\.io\/(?:v2\/)?([\w-]+\/[\w-]+)\/([\w.-]+(?:\/[\w.-]+)*?)(?:\/(?:manifests|blobs|tags)\/.*|[:@].*)?\/?$/;
const TAP_FILE =
  /^(?:https?:\/\/)?(?:github\.com|raw\.githubusercontent\.com)\/([\w-]+)\/homebrew-([\w-]+)\//;

/**
 * Finds the formula in a path or address: a bottle's file, a formula's file, its page on formulae.brew.sh, its image. Undefined for
 * any other text.
 */
export function findMeantName(text: string): MeantName | undefined {
  const plain = text.trim().replace(/[?#].*$/, '');
  const bottle = BOTTLE_FILE.exec(plain)?.[1];
  if (bottle !== undefined) return { kind: 'bottle-file', formula: bottle };
  const [, what, shown] = PAGE.exec(plain) ?? [];
  if (shown !== undefined) {
    return what === 'cask' ? { kind: 'cask', cask: shown } : { kind: 'formula', formula: shown };
  }
  const file = FORMULA_FILE.exec(plain)?.[1];
  if (file !== undefined) return inFile(plain, file);
  const [, root, image] = IMAGE.exec(plain) ?? [];
  if (root === undefined || image === undefined) return undefined;
  return {
    kind: 'formula',
    formula: keyOf({ tap: root.toLowerCase(), formula: image.replaceAll('/', '@') }),
  };
}

function inFile(text: string, name: string): MeantName {
  if (/[/\\]Casks[/\\]/.test(text)) return { kind: 'cask', cask: name };
  const [, user, repo] = TAP_FILE.exec(text) ?? [];
  const tap = user === undefined ? CORE_TAP : `${user}/${repo ?? ''}`.toLowerCase();
  return { kind: 'formula', formula: keyOf({ tap, formula: name }) };
}
