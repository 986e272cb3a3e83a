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

/** Programs that change names, places and attributes of what was unpacked, and build nothing. */
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
/** Helpers of brew that run a builder: `virtualenv_install_with_resources`, `xcodebuild`, `std_cargo_args`. */
const BUILDS = /^(?:virtualenv_|pip_|std_|xcodebuild$|rake$|scons$|make$|cmake$|cargo$|perl$|npm_)/;

/**
 * Tells whether a formula's methods only put into place what was downloaded: something is installed, and no program is run but
 * what was installed itself and a few that move and mark files. A build step that cannot be seen counts as one.
 */
export function isInstalledAsIs({ body }: ClassNode, scope: Scope): boolean {
  const methods = body === null ? [] : listMethods(body);
  const installs = methods.filter(({ name }) => name === 'install');
  const placed = installs.flatMap(({ body: steps }) => calls(steps).filter(isPutIntoPlace));
  const own = new Set(placed.flatMap(listNames));
  const isBuilt = methods.some(({ body: steps }) => isBuilding(steps, { scope, own }));
  return placed.length > 0 && !isBuilt;
}

/** What decides whether a step builds. */
interface Steps {
  readonly scope: Scope;
  /** Files that are installed as they came. */
  readonly own: ReadonlySet<string>;
}

/** The files that `bin.install "a", "b" => "c"` names. */
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

/** `def install` and `define_method(:install) do`, wherever in the class; blocks such as `test do` are no methods. */
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

/** `bin.install "tool"`, `libexec.install Dir["*"]`, `(bin/"tool").write …`. */
function isPutIntoPlace({ name, receiver }: CallNode): boolean {
  return receiver !== null && /^(?:install|install_symlink|write|write_exec_script)$/.test(name);
}

function isBuilding(node: Node, steps: Steps): boolean {
  if (node instanceof XStringNode) return true;
  if (node instanceof CallNode && node.receiver === null) {
    if (BUILDS.test(node.name)) return true;
    if (RUNS.has(node.name) && !isHarmless(node, steps)) return true;
  }
  // What is only done for `--HEAD` is not done with the file.
  if (node instanceof IfNode && findCondition(node.predicate, steps.scope) === false) {
    return node.subsequent !== null && isBuilding(node.subsequent, steps);
  }
  return node.compactChildNodes().some((child) => isBuilding(child, steps));
}

/** What is no plain text is a path below the keg: `"#{bin}/tool"`, `bin/"tool"`. */
function isHarmless({ arguments_ }: CallNode, { own }: Steps): boolean {
  const [program] = arguments_?.arguments_ ?? [];
  if (!(program instanceof StringNode)) return program !== undefined;
  const [word = ''] = program.unescaped.value.split(' ');
  if (own.has(word.replace(/^\.\//, ''))) return true;
  return HARMLESS.has(word.slice(word.lastIndexOf('/') + 1));
}
