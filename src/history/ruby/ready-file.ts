import { isHex, type Hex } from '../../core/digest.ts';
import { Candidates } from './statements/candidates.ts';
import { evaluate, evaluateArguments, mergeOptions } from './evaluate/evaluate.ts';
import { findFormulaClass, formulaNameOf } from './syntax/formula-class.ts';
import { isInstalledAsIs } from './statements/install-steps.ts';
import type { RubyPlatform } from './evaluate/platform.ts';
import { BlockNode, type CallNode, type ClassNode, loadRubyParser } from './syntax/prism.ts';
import type { Scope } from './evaluate/scope.ts';
import { findOption, isList, pairsOf, symbolName, textOf, type Value } from './evaluate/value.ts';
import { VersionSetting } from './statements/version-setting.ts';
import { EVERYWHERE, type Place, StatementWalker } from './evaluate/walk-statements.ts';

/** A ready-to-run file that a formula downloads instead of sources. */
export interface ReadyFile {
  readonly url: string;
  readonly sha256: Hex;
}

/** Finds the ready-to-run files that formulae download. */
export interface ReadyFileReader {
  /**
   * Reads what one state of a formula downloads on a platform; undefined unless it is known to be a ready file: it has a plain
   * http or https URL and a sha256; its name contains this system or architecture, or another system or architecture gets another
   * URL; it is not a source archive; and `install` puts files into place without a program that builds. Never throws.
   */
  read(
    bytes: Uint8Array,
    where: { readonly path: string; readonly date: string },
    platform: RubyPlatform,
  ): ReadyFile | undefined;
}

const SYSTEM_OR_ARCH =
  /(?:^|[-_.])(?:darwin|macos|osx|mac|apple|linux|universal|x86[-_]64|x64|amd64|i?[36]86|arm64|aarch64|intel|arm)(?=[-_.\d]|$)/i;
const MAC = /(?:^|[-_.])(?:darwin|macos|osx|mac|apple)(?=[-_.\d]|$)/i;
const LINUX = /(?:^|[-_.])linux(?=[-_.\d]|$)/i;
const ARM = /(?:^|[-_.])(?:arm64|aarch64)(?=[-_.]|$)/i;
const INTEL = /(?:^|[-_.])(?:universal|x86[-_]64|x64|amd64|intel)(?=[-_.\d]|$)/i;
const SOURCES = /(?:^|[-_.])(?:src|sources?)(?=[-_.]|$)/i;
/** The URLs at which forges serve archives of a repository's files. */
const SOURCE_ARCHIVE =
  /\/(?:archive|tarball|zipball|snapshot)\/|^https?:\/\/codeload\.github\.com\//i;
const PLAIN_STRATEGIES = new Set(['nounzip', 'curl']);

/** Loads Ruby's parser and returns a reader that may be used any number of times. */
export async function createReadyFileReader(): Promise<ReadyFileReader> {
  const parser = await loadRubyParser();
  return {
    read: (bytes, { path, date }, platform) => {
      try {
        const { program, errors } = parser.parse(bytes);
        const formulaClass = findFormulaClass(program, path);
        if (errors.length > 0 || formulaClass === undefined) return undefined;
        const text = { bytes, name: formulaNameOf(path), formulaClass, date };
        return findReadyFile(text, platform);
      } catch {
        // A formula that overwhelms the parser or the walk is not known to download anything.
        return undefined;
      }
    },
  };
}

interface Text {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly formulaClass: ClassNode;
  readonly date: string;
}

function findReadyFile(text: Text, platform: RubyPlatform): ReadyFile | undefined {
  const download = new DownloadStanza(text, platform);
  const own = download.find();
  const url = own === undefined ? null : URL.parse(own.url);
  if (own === undefined || url === null || !/^https?:$/.test(url.protocol)) return undefined;
  if (url.username !== '' || url.password !== '') return undefined;
  const file = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
  if (SOURCES.test(file) || SOURCE_ARCHIVE.test(own.url)) return undefined;
  if (!isFor(file, platform)) return undefined;
  const isNamed = SYSTEM_OR_ARCH.test(file);
  if (!isNamed && !listOthers(platform).some((other) => isOther(text, other, own))) {
    return undefined;
  }
  return isInstalledAsIs(text.formulaClass, download.scope) ? own : undefined;
}

/** Returns whether a file may be for a platform, judging by its name; Apple silicon also runs Intel builds. */
function isFor(file: string, { system, arch }: RubyPlatform): boolean {
  const [own, other] = system === 'macos' ? [MAC, LINUX] : [LINUX, MAC];
  if (other.test(file) && !own.test(file)) return false;
  return arch === 'arm64' || INTEL.test(file) || !ARM.test(file);
}

/** Lists the same system on the other architecture, and the other system. */
function listOthers({ system, arch, release }: RubyPlatform): readonly RubyPlatform[] {
  const isMac = system === 'macos';
  return [
    { system, arch: arch === 'arm64' ? 'x86_64' : 'arm64', release },
    { system: isMac ? 'linux' : 'macos', arch, release: isMac ? undefined : 'sequoia' },
  ];
}

function isOther(text: Text, platform: RubyPlatform, own: ReadyFile): boolean {
  const other = new DownloadStanza(text, platform).find();
  return other !== undefined && other.url !== own.url;
}

/** What the stable spec downloads on one platform. */
class DownloadStanza {
  readonly #text: Text;
  readonly scope: Scope;
  readonly #walker: StatementWalker;
  readonly #version: VersionSetting;
  readonly #urls = new Candidates<string | undefined>();
  readonly #sums = new Candidates<string | undefined>();
  #isForHere = true;

  constructor(text: Text, platform: RubyPlatform) {
    const { bytes: source, name, date } = text;
    this.#text = text;
    this.#version = new VersionSetting(date);
    this.scope = {
      name,
      platform,
      source,
      options: new Set(),
      constants: new Map(),
      locals: new Map(),
      version: () => this.#version.current(),
    };
    this.#walker = new StatementWalker(this.scope);
  }

  /** Finds the file; undefined unless exactly one URL and one sha256 are known to apply here. */
  find(): ReadyFile | undefined {
    this.#walk(this.#text.formulaClass.body, EVERYWHERE);
    const [url] = this.#urls.items;
    const [sha256] = this.#sums.items;
    const isOne = this.#urls.items.length === 1 && this.#sums.items.length === 1;
    const isCertain = isOne && this.#urls.isCertain && this.#sums.isCertain && this.#isForHere;
    if (!isCertain || url === undefined || sha256 === undefined || !isHex(sha256)) return undefined;
    return { url, sha256 };
  }

  #walk(body: ClassNode['body'], place: Place): void {
    this.#walker.walk(body, place, (call, at) => this.#readCall(call, at));
  }

  #readCall(call: CallNode, place: Place): void {
    const { isLive } = place;
    switch (call.name) {
      case 'stable':
        if (call.block instanceof BlockNode) this.#walk(call.block.body, place);
        return;
      case 'version':
        if (call.arguments_ !== null) this.#version.readVersion(call, isLive, this.scope);
        return;
      case 'url':
        this.#version.readUrl(call, isLive, this.scope);
        return this.#urls.set(this.#plainUrl(call), isLive);
      case 'sha256': {
        const [sum] = evaluateArguments(call, this.scope);
        return this.#sums.set(textOf(sum)?.toLowerCase(), isLive);
      }
      case 'depends_on':
        if (isLive !== false && !this.#isMet(call)) this.#isForHere = false;
    }
  }

  /** Returns the URL; undefined if it needs more than a GET: a special strategy, a tag to check out, headers. */
  #plainUrl(call: CallNode): string | undefined {
    const [first, ...rest] = call.arguments_?.arguments_ ?? [];
    const options = mergeOptions(evaluateArguments(call, this.scope));
    const strategy = symbolName(findOption(options, 'using'));
    const isUsing = strategy !== undefined && PLAIN_STRATEGIES.has(strategy);
    const isPlain = rest.length === 0 || (isUsing && pairsOf(options).length === 1);
    return isPlain ? textOf(evaluate(first, this.scope)) : undefined;
  }

  /** Checks `depends_on :macos` and `arch: :arm64`, which say what the formula is for; ignores `macos: :ventura`. */
  #isMet(call: CallNode): boolean {
    const { system, arch } = this.scope.platform;
    const args = evaluateArguments(call, this.scope);
    const plain = args.map(symbolName);
    if (plain.includes(system === 'macos' ? 'linux' : 'macos')) return false;
    const options = mergeOptions(args);
    const wanted = namesOf(findOption(options, 'arch'));
    const own = arch === 'arm64' ? ['arm64', 'arm'] : ['x86_64', 'intel'];
    return wanted.length === 0 || wanted.some((each) => own.includes(each));
  }
}

function namesOf(value: Value | undefined): readonly string[] {
  return (isList(value) ? value : [value]).flatMap((each) => symbolName(each) ?? []);
}
