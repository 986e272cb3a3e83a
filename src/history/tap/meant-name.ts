import { CORE_TAP, keyOf } from '../../core/formula-key.ts';

/** What the user meant by a path or a URL in place of a name. */
export type MeantName =
  | { readonly kind: 'bottle-file'; readonly formula: string }
  | { readonly kind: 'formula'; readonly formula: string }
  | { readonly kind: 'cask'; readonly cask: string };

const NAME = String.raw`([\w+@][\w+\-.@]*?)`;
/** `vim--9.0.1900.big_sur.bottle.tar.gz`, at the end of any path or URL. */
const BOTTLE_FILE = new RegExp(
  String.raw`(?:^|[/\\])${NAME}--[^/\\]+\.bottle\.(?:\d+\.)?(?:tar\.gz|json)$`,
);
/** `vim.rb`, at the end of any path or URL. */
const FORMULA_FILE = new RegExp(String.raw`(?:^|[/\\])${NAME}\.rb$`);
const PAGE = new RegExp(
  String.raw`^(?:https?:\/\/)?formulae\.brew\.sh\/(?:api\/)?(formula|cask)\/${NAME}(?:\.json|\/)?$`,
);
/** The name of an image has a slash where that of the formula has an `@`. */
const IMAGE =
  /^(?:(?:https?|docker|oci):\/\/)?ghcr\.io\/(?:v2\/)?([\w-]+\/[\w-]+)\/([\w.-]+(?:\/[\w.-]+)*?)(?:\/(?:manifests|blobs|tags)\/.*|[:@].*)?\/?$/;
const TAP_FILE =
  /^(?:https?:\/\/)?(?:github\.com|raw\.githubusercontent\.com)\/([\w-]+)\/homebrew-([\w-]+)\//;

/**
 * Finds what a path or URL means: the formula of a bottle file or an image, or the formula or cask of its file or its page on
 * formulae.brew.sh. Undefined for any other text.
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
