import { crc32 } from 'node:zlib';

/*
 * Reads a file of answers as `docs/answers-file.md` describes it, and by nothing else: no code of brewpull's reader is used here.
 * Returns the JSON form.
 */

const VIAS = ['file', 'alias', 'rename', 'history'];

/** Reads a whole file. */
export function readByThePage(file: Buffer): unknown {
  const magic = Buffer.from('BREWPULL ANSWERS\r\n');
  if (!file.subarray(0, 18).equals(magic)) throw new Error('not answers');
  if (file.readUInt16BE(18) !== 1) throw new Error('another schema');
  if (file.readUInt32BE(60) !== crc32(file.subarray(0, 60))) throw new Error('first bytes');
  const lengths = [20, 24, 28, 32, 36].map((at) => file.readUInt32BE(at));
  const length = lengths.reduce((sum, each) => sum + each);
  const start = 64 + 4 * Math.ceil(length / 32_768);
  if (file.length !== start + length) throw new Error('length');
  if (file.readUInt32BE(56) !== crc32(file.subarray(64, start))) throw new Error('sums');
  for (let at = 64; at < start; at += 4) {
    const block = start + 32_768 * ((at - 64) / 4);
    if (file.readUInt32BE(at) !== crc32(file.subarray(block, block + 32_768))) {
      throw new Error('block');
    }
  }
  let end = start;
  const [header, tables, migrations, names, formulae] = lengths.map((each) => {
    end += each;
    return new Page(file.subarray(end - each, end));
  });
  if (!header || !tables || !migrations || !names || !formulae) throw new Error('parts');
  const words = [tables.texts(), tables.texts(), tables.texts()];
  return {
    ...readHeader(header),
    migrations: Object.fromEntries(migrations.list(() => [migrations.text(), migrations.text()])),
    names: names.records().map(readName),
    formulae: formulae.records().map((record) => readFormula(record, words)),
  };
}

function readHeader(page: Page): object {
  const tap = page.text();
  const commit = page.maybe();
  const head = { commit, date: page.text() };
  const begins = page.text();
  const bottleTags = page.byte() === 0 ? null : page.texts();
  const sources = page.list(() => ({
    name: page.text(),
    from: page.text(),
    until: page.text(),
    note: page.maybe(),
  }));
  return { tap, head, begins, bottleTags, sources };
}

function readName(page: Page): object {
  const name = page.text();
  const flags = page.byte();
  const another = flags & 8 ? page.text() : null;
  const eras = flags & 16 ? page.list(() => readEra(page)) : [];
  const former = flags & 32 ? page.text() : null;
  return { name, via: VIAS[flags & 3], key: flags & 4 ? name : another, eras, former };
}

function readEra(page: Page): object {
  const formula = page.text();
  const from = iso(page.number());
  const until = page.number();
  return { formula, from, until: until === 0 ? null : iso(until - 1) };
}

function readFormula(page: Page, words: readonly (readonly string[])[]): object {
  const key = page.text();
  const formula = key.replace(/^former\//, '');
  const flags = page.byte();
  const newest = flags & 2 ? page.version() : null;
  const oldNames = flags & 4 ? page.texts() : [];
  const readBottles = (): object[] => page.list(() => readRelease(page, words, formula)).flat();
  const readDoubts = (): object[] =>
    page.list(() => ({
      bottleTag: words[0]?.[page.number() - 1] ?? null,
      rank: page.number(),
      position: page.number(),
    }));
  return {
    key,
    formula,
    present: (flags & 1) !== 0,
    newest,
    oldNames,
    bottles: readBottles(),
    doubts: flags & 8 ? readDoubts() : [],
    earlier:
      flags & 16
        ? page.list(() => ({
            until: iso(page.number()),
            bottles: readBottles(),
            doubts: readDoubts(),
          }))
        : [],
  };
}

function readRelease(
  page: Page,
  [bottleTags = [], cellars = [], rootUrls = []]: readonly (readonly string[])[],
  formula: string,
): object[] {
  const flags = page.byte();
  const version = { ...page.version(), rank: page.number() };
  const release = { ...version, introducedBy: { commit: null, date: page.date() } };
  const dropped = flags & 32 ? page.date() : null;
  const next = flags & 64 ? pkgVersion(page.versionText(), page.number()) : null;
  const droppedBy = dropped === null ? null : { commit: null, date: dropped, pkgVersion: next };
  const rootUrl = flags & 128 ? rootUrls[page.number()] : null;
  const builtAs = flags & 16 ? page.text() : formula;
  const otherVersions = flags & 8 ? page.list(() => page.versionText()) : [];
  return page.list(() => {
    const bottleTag = bottleTags[page.number()];
    const position = page.number();
    const cellar = cellars[page.number() - 1] ?? null;
    const isSha1 = (flags & 1) !== 0;
    const sum = page.hex(isSha1 ? 20 : 32);
    const sums = { sha256: isSha1 ? null : sum, sha1: isSha1 ? sum : null };
    const marks = { unsure: (flags & 2) !== 0, fromBeginning: (flags & 4) !== 0 };
    const origin = { droppedBy, rootUrl, formula: builtAs, otherVersions };
    return { ...release, ...origin, ...marks, ...sums, bottleTag, position, cellar };
  });
}

function pkgVersion(version: string, revision: number): string {
  return revision > 0 ? `${version}_${revision}` : version;
}

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** Bytes that are read one after the other. */
class Page {
  readonly #bytes: Buffer;
  readonly #versions: string[] = [];
  #at = 0;
  #seconds = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  byte(): number {
    this.#at += 1;
    return this.#bytes.readUInt8(this.#at - 1);
  }

  number(): number {
    let [value, scale, byte] = [0, 1, 128];
    while (byte >= 128) {
      byte = this.byte();
      value += (byte % 128) * scale;
      scale *= 128;
    }
    return value;
  }

  text(): string {
    const length = this.number();
    this.#at += length;
    return this.#bytes.toString('utf8', this.#at - length, this.#at);
  }

  maybe(): string | null {
    return this.byte() === 0 ? null : this.text();
  }

  list<Each>(read: () => Each): Each[] {
    return Array.from({ length: this.number() }, read);
  }

  texts(): string[] {
    return this.list(() => this.text());
  }

  hex(length: number): string {
    this.#at += length;
    return this.#bytes.toString('hex', this.#at - length, this.#at);
  }

  date(): string {
    const n = this.number();
    this.#seconds += n % 2 === 0 ? n / 2 : -(n + 1) / 2;
    return iso(this.#seconds);
  }

  versionText(): string {
    const place = this.number();
    if (place === this.#versions.length) this.#versions.push(this.text());
    return this.#versions[place] ?? '';
  }

  version(): object {
    const [version, revision] = [this.versionText(), this.number()];
    return { version, revision, pkgVersion: pkgVersion(version, revision), rebuild: this.number() };
  }

  records(): Page[] {
    const count = this.#bytes.readUInt32BE(0);
    const first = 4 + 4 * count;
    let start = first;
    return Array.from({ length: count }, (_, rank) => {
      const end = first + this.#bytes.readUInt32BE(4 + 4 * rank);
      const record = new Page(this.#bytes.subarray(start, end));
      start = end;
      return record;
    });
  }
}
