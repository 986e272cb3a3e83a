import { findCondition } from '../evaluate/predicate.ts';
import {
  AssocNode,
  BlockNode,
  CallNode,
  type ClassNode,
  DefNode,
  IfNode,
  KeywordHashNode,
  type Node,
  StringNode,
  SymbolNode,
  XStringNode,
} from '../syntax/prism.ts';
import type { Scope } from '../evaluate/scope.ts';

/** Programs that unpack, move or mark files, and build nothing. */
const HARMLESS = new Set([
  'chmod',
  'codesign',
  'cp',
  'gunzip',
  'gzip',
  'install',
  'ln',
  'mkdir',
  'mv',
  'rm',
  'strip',
  'tar',
  'touch',
  'unzip',
  'xattr',
]);
const RUNS = new Set(['system', 'quiet_system', 'safe_system', 'shell_output', 'exec', 'spawn']);
/** Homebrew's helpers that run a build tool: `virtualenv_install_with_resources`, `xcodebuild`, `std_cargo_args`. */
const BUILDS = /^(?:virtualenv_|pip_|std_|xcodebuild$|rake$|scons$|make$|cmake$|cargo$|perl$|npm_)/;

/**
 * Returns whether a formula's methods only put the download into place: something is installed, and no program runs except for
 * the installed files themselves and a few that move and mark files. A build step under a test that cannot be decided counts.
 */
export function isInstalledAsIs({ body }: ClassNode, scope: Scope): boolean {
  const methods = body === null ? [] : listMethods(body);
  const installs = methods.filter(({ name }) => name === 'install');
  const placed = installs.flatMap(({ body: steps }) => calls(steps).filter(isPutIntoPlace));
  const own = new Set(placed.flatMap(listNames));
  const isBuilt = methods.some(({ body: steps }) => isBuilding(steps, { scope, own }));
  return placed.length > 0 && !isBuilt;
}

/** What it takes to decide whether a step builds. */
interface Steps {
  readonly scope: Scope;
  /** Files that are installed unchanged. */
  readonly own: ReadonlySet<string>;
}

/** Lists the files that `bin.install "a", "b" => "c"` names. */
function listNames({ arguments_ }: CallNode): readonly string[] {
  return (arguments_?.arguments_ ?? []).flatMap((node) => {
    if (node instanceof StringNode) return [node.unescaped.value];
    if (!(node instanceof KeywordHashNode)) return [];
    return node.elements.flatMap((pair) =>
      pair instanceof AssocNode && pair.key instanceof StringNode ? [pair.key.unescaped.value] : [],
    );
  });
}

interface InstallMethod {
  readonly name: string;
  readonly body: Node;
}

/** Lists `def install`, `define_method(:install) do` and the like, anywhere in a class; blocks such as `test do` do not count. */
function listMethods(node: Node): readonly InstallMethod[] {
  if (node instanceof DefNode)
    return node.body === null ? [] : [{ name: node.name, body: node.body }];
  if (node instanceof CallNode && node.name === 'define_method') {
    const [name] = node.arguments_?.arguments_ ?? [];
    const body = node.block instanceof BlockNode ? node.block.body : null;
    const said = name instanceof SymbolNode ? name.unescaped.value : '';
    return body === null ? [] : [{ name: said, body }];
  }
  return node.compactChildNodes().flatMap(listMethods);
}

function calls(node: Node): readonly CallNode[] {
  const below = node.compactChildNodes().flatMap(calls);
  return node instanceof CallNode ? [node, ...below] : below;
}

/** Returns whether a call is like `bin.install "tool"`, `libexec.install Dir["*"]` or `(bin/"tool").write …`. */
function isPutIntoPlace({ name, receiver }: CallNode): boolean {
  return receiver !== null && /^(?:install|install_symlink|write|write_exec_script)$/.test(name);
}

function isBuilding(node: Node, steps: Steps): boolean {
  if (node instanceof XStringNode) return true;
  if (node instanceof CallNode && node.receiver === null) {
    if (BUILDS.test(node.name)) return true;
    if (RUNS.has(node.name) && !isHarmless(node, steps)) return true;
  }
  // Steps that are only for `--HEAD` do not apply to the file.
  if (node instanceof IfNode && findCondition(node.predicate, steps.scope) === false) {
    return node.subsequent !== null && isBuilding(node.subsequent, steps);
  }
  return node.compactChildNodes().some((child) => isBuilding(child, steps));
}

/** A program that is not a plain string is taken for a path in the keg: `"#{bin}/tool"`, `bin/"tool"`. */
function isHarmless({ arguments_ }: CallNode, { own }: Steps): boolean {
  const [program] = arguments_?.arguments_ ?? [];
  if (!(program instanceof StringNode)) return program !== undefined;
  const [word = ''] = program.unescaped.value.split(' ');
  if (own.has(word.replace(/^\.\//, ''))) return true;
  return HARMLESS.has(word.slice(word.lastIndexOf('/') + 1));
}
