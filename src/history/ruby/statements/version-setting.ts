import { isNamePart } from '../../../core/bottle-name.ts';
import { detectVersion, otherEraVersions } from '../../version/detect-version.ts';
import { Candidates } from './candidates.ts';
import { evaluate, evaluateArguments, mergeOptions } from '../evaluate/evaluate.ts';
import { AssocNode, type CallNode, HashNode, KeywordHashNode } from '../syntax/prism.ts';
import { FormulaProblem, type Located } from '../syntax/problem.ts';
import type { Scope } from '../evaluate/scope.ts';
import { findOption, symbolName, textOf, type Value } from '../evaluate/value.ts';

interface Source {
  readonly call: Located;
  /** Undefined if it cannot be known without running Ruby. */
  readonly url: string | undefined;
  readonly gitTag: string | undefined;
  readonly hasTag: boolean;
}

interface Said {
  readonly call: Located;
  readonly text: string | undefined;
}

/** A version, and what the rules of other years read from the same URL. */
export interface ReadVersion {
  readonly version: string;
  readonly otherVersions: readonly string[];
}

/** Tracks `url` and `version` of the stable spec. An explicit version wins; otherwise the git tag or else the URL is read. */
export class VersionSetting {
  readonly #date: string;
  readonly #sources = new Candidates<Source>();
  readonly #said = new Candidates<Said>();

  constructor(date: string) {
    this.#date = date;
  }

  /** Whether there is a stable spec at all. */
  get hasUrl(): boolean {
    return this.#sources.items.length > 0;
  }

  /** Reads `url "…", tag: "…"`. */
  readUrl(call: CallNode, isLive: boolean | undefined, scope: Scope): void {
    const args = evaluateArguments(call, scope);
    const options = mergeOptions(args);
    const tag = findOption(options, 'tag');
    const hasTag = tag !== undefined || /[{(,]\s*(?::tag\s*=>|tag:)/.test(textOfCall(call, scope));
    this.#sources.set({ call, url: textOf(args[0]), gitTag: textOf(tag), hasTag }, isLive);
  }

  /** Reads `version "…"`, or `version "…" => SomeScheme` of 2012 to 2016. */
  readVersion(call: CallNode, isLive: boolean | undefined, scope: Scope): void {
    const node = call.arguments_?.arguments_[0];
    const isHash = node instanceof HashNode || node instanceof KeywordHashNode;
    const pair = isHash ? node.elements[0] : undefined;
    const value = evaluate(pair instanceof AssocNode ? pair.key : node, scope);
    const text = textOf(value) ?? (typeof value === 'number' ? String(value) : undefined);
    if (symbolName(value) === undefined) this.#said.set({ call, text }, isLive);
  }

  /** Reads `@url = "…"` and `@version = "…"`, as formulae were written until 2010. */
  readAttributes(call: Located, attributes: ReadonlyMap<string, Value | undefined>): void {
    if (!attributes.has('@url')) return;
    const url = textOf(attributes.get('@url'));
    this.#sources.set({ call, url, gitTag: undefined, hasTag: false }, true);
    if (!attributes.has('@version')) return;
    this.#said.set({ call, text: textOf(attributes.get('@version')) }, true);
  }

  /** Returns what `version` means to Ruby at this point in the file. */
  current(): string | undefined {
    const said = this.#said.items.at(-1);
    if (said !== undefined) return said.text;
    const source = this.#sources.items.at(-1);
    return source === undefined ? undefined : this.#detect(source);
  }

  /** Returns the version; throws {@link FormulaProblem} if there is none, or several. */
  finish(): ReadVersion {
    const isSaid = this.#said.isCertain;
    const sources = isSaid ? [] : this.#sources.items;
    const said = this.#said.items.map((item) => ({ ...item, from: undefined }));
    const found = sources.map((from) => ({
      call: from.call,
      text: this.#detectOrThrow(from),
      from,
    }));
    const all = [...said, ...found];
    const [first, ...rest] = all;
    if (first === undefined)
      throw new Error('Internal error: a version was asked for without a URL');
    const { text, call, from } = first;
    if (text === undefined)
      throw new FormulaProblem('the version is Ruby code, which is not run', call);
    const other = rest.find((item) => item.text !== text);
    if (other !== undefined)
      throw new FormulaProblem('the version depends on Ruby code, which is not run', other.call);
    if (!isNamePart(text))
      throw new FormulaProblem(`${JSON.stringify(text)} is not a version`, call);
    return { version: text, otherVersions: from === undefined ? [] : this.#others(from, text) };
  }

  #detectOrThrow(source: Source): string {
    const { call, url, gitTag: tag, hasTag } = source;
    if (url === undefined || (hasTag && tag === undefined)) {
      throw new FormulaProblem('the version comes from a URL that Ruby would have to build', call);
    }
    if (isDamaged(url)) {
      throw new FormulaProblem('the version comes from a damaged URL', call);
    }
    const version = this.#detect(source);
    if (version === undefined) throw new FormulaProblem('its URL contains no version', call);
    return version;
  }

  #detect({ url, gitTag: tag, hasTag }: Source): string | undefined {
    if (url === undefined || (hasTag && tag === undefined)) return undefined;
    return detectVersion(url, { gitTag: tag, date: this.#date });
  }

  #others({ url, gitTag: tag }: Source, version: string): readonly string[] {
    if (url === undefined) return [];
    return otherEraVersions(url, { gitTag: tag, date: this.#date }).filter(
      (other) => other !== version,
    );
  }
}

/**
 * In damaged histories every slash is missing. `user@host:path` never had one, and `host/path` has no scheme; brew accepts both.
 */
function isDamaged(url: string): boolean {
  if (/^(?:https?|ftp|git|ssh|svn|hg|bzr|cvs)(?:\+[a-z]+)?:(?!\/\/)/.test(url)) return true;
  return !url.includes('/') && !/^[^:\s]+@[^:\s]+:/.test(url);
}

function textOfCall({ location }: CallNode, { source }: Scope): string {
  const { startOffset, length } = location;
  return new TextDecoder().decode(source.subarray(startOffset, startOffset + length));
}
