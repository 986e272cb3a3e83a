import { expect, test } from 'vitest';

import type { BottleFacts } from '../../../src/history/state/bottle-span.ts';
import { FormulaUnreadableError } from '../../../src/core/errors.ts';
import { KnownStatements } from '../../../src/history/quick-reader/known-statements.ts';
import { readPlainFormula } from '../../../src/history/quick-reader/plain-formula.ts';
import { createFormulaReader } from '../../../src/history/ruby/reader.ts';
import {
  array,
  assert,
  constantFrom,
  nat,
  oneof,
  property,
  record,
  tries,
} from '../../support/limits/random.ts';

const DATE = '2023-09-16T00:00:00Z';
const HEX = 'ab'.repeat(32);
const reader = await createFormulaReader();

const HEAD = `class Foo < Formula
  desc "Foo"
  url "https://example.org/foo-1.2.tar.gz"
  bottle do
    sha256 cellar: :any, big_sur: "${HEX}"
  end
`;

function readWithRuby(text: string): BottleFacts | undefined {
  try {
    return reader.readFacts(
      Buffer.from(text),
      { path: 'Formula/f/foo.rb', commit: undefined },
      DATE,
    );
  } catch (error) {
    if (error instanceof FormulaUnreadableError) return undefined;
    throw error;
  }
}

function install(...lines: readonly string[]): string {
  return `${HEAD}  def install\n${lines.map((line) => `    ${line}\n`).join('')}  end\nend\n`;
}

/** One method body with everything that formulae have. */
const BODY: readonly string[] = [
  'ENV["A"] = "b#{version.major}" if OS.mac?',
  'args = %W[--prefix=#{prefix} -v] + std_args(x: 1, "y" => :z, **more)',
  'args << "--with" unless build.head?',
  'system "./configure", *args, "--x=#{Formula["y"].opt_prefix}/lib"',
  'inreplace "Makefile" do |s|',
  '  s.gsub!(/^A(\\d+)?=.*$/i, "A=#{prefix}")',
  '  s.change_make_var! "B", bin/"b"',
  '  next if s.nil?',
  'end',
  '(etc/"c").write <<~EOS',
  '  text #{var} \\n',
  'EOS',
  'if MacOS.version >= :big_sur && !File.exist?("d")',
  '  a, b = c.split(":")',
  'elsif x == 1',
  '  bin.install Dir["e/*"].map { |f| f.to_s.strip }',
  'else',
  '  return',
  'end',
  'case version.to_s',
  'when "1", /2/ then y ||= [1, 2.5][0]',
  'else z = a ? "b" : :c',
  'end',
  'begin',
  '  risky(&:call)',
  'rescue StandardError => e',
  '  puts e',
  'ensure',
  '  n += 1 while n < 3',
  'end',
  'lib.glob("*.a")',
  '   .each { |f| rm f }',
  'pid = fork do',
  '  exec bin/"f", "g"',
  'end',
  '%w[h i].each do |name, _|',
  '  (share/name).install name => "#{name}-1" # so',
  'end',
  'output = shell_output("#{bin}/f 2>&1", 1)',
  "assert_match 'j', output[0..2]",
];

test('a method with everything that formulae have is read as Ruby reads it', () => {
  expect(readPlainFormula(Buffer.from(install(...BODY)), DATE)).toEqual(
    readWithRuby(install(...BODY)),
  );
  expect(readWithRuby(install(...BODY))).toBeDefined();
});

test.for([
  'system "a" "b" c',
  'system "a",',
  'x = ',
  'x = foo "a", bar "b"',
  'if x = foo "a"',
  'foo "a" && bar "b"',
  'a == b == c',
  'return return',
  'n += 1 while!n',
  'a.b?=="c"',
  'return a and b',
  'x = return',
  'a.b? = 1',
  '08',
  '01.2',
  '01e2',
  'foo(a: 1, b)',
  'foo(&a, b)',
  'foo(&a) { b }',
  'foo "a" { b }',
  'nil = 1',
  'X = 1',
  'foo do |a, a|',
  '"#{',
  "'it's'",
  '/a**/',
  '/(/',
  '%w[a',
  ':"',
  '{ a: 1, 2 }',
  'a ? b',
  'else',
  'end',
  'if a',
  '<<~EOS',
  '"\\u12"',
  'case a',
  'a if',
  '__END__',
  '=begin',
  'x -1, 2 = 3',
  'END',
  'BEGIN',
  'begin\n  x\nrescue END => e\n  y\nend',
  'begin\n  x\nrescue A, BEGIN\n  y\nend',
  'foo <<~EOS\\\n\n  x\nEOS',
  'foo <<~EOS, "a" \\\n"b"\n  x\nEOS',
  'redo',
  '}',
  ')',
  '<<<<<<< HEAD',
])('a method with %s is left to Ruby', (line) => {
  expect(readPlainFormula(Buffer.from(install(line)), DATE)).toBeUndefined();
});

test.for([
  [
    'a body whose end is a statement of the class',
    '  def a\n    x\n   end\n   revision 3\n   def b\n  end\n',
  ],
  ['a call that is not closed', '  test do\n    system("x"\n  end\n'],
  ['a word too many', '  depends_on "a" b\n'],
  ['a name that was assigned to', '  depends_on += "a"\n  depends_on :b\n'],
  ['a body in a heredoc', '  def a\n    <<~EOS\n  end\n'],
  ['a number that is no decimal one', '  revision 010\n'],
  ['a return in the class', '  return\n'],
  ['a method with two parameters of a name', '  def a(b, b)\n  end\n'],
  ['a method named as a keyword', '  def if\n  end\n'],
  [
    'a url on one system',
    '  on_macos do\n    if true then url "https://e.org/foo-2.tgz" end\n  end\n',
  ],
  ['bytes that are no text', '  desc "\u0000"\n'],
  ['carriage returns', '  test do\r\n  end\r\n'],
] as const)('%s is left to Ruby', ([, lines]) => {
  expect(readPlainFormula(Buffer.from(`${HEAD}${lines}end\n`), DATE)).toBeUndefined();
});

test('an encoding of its own, bytes that are not UTF-8 and endless nesting are left to Ruby', () => {
  const other = Buffer.from(`# encoding: us-ascii\n${HEAD}end\n`);
  expect(readPlainFormula(other, DATE)).toBeUndefined();
  const latin1 = Buffer.from(`${HEAD}  license "caf\xe9"\nend\n`, 'latin1');
  expect(readPlainFormula(latin1, DATE)).toBeUndefined();
  for (const opener of ['[', '(', '{ a: ', 'foo(', 'if x\n', 'a { ', '"#{']) {
    expect(readPlainFormula(Buffer.from(install(opener.repeat(30_000))), DATE)).toBeUndefined();
  }
});

const KEYWORDS =
  'end do if unless else elsif when case rescue ensure begin while and or not return next def x X nil self yield then in BEGIN END';
const SIGNS =
  '( ) [ ] { } " \' , : :: . .. = == => ? ! & * ** - + / | ; # ` ~ % < > || && ||= += &. -> #{ \\ <<~EOS EOS';
const OTHERS =
  '\n,, ,\\\n,1,"x",:s,a: ,@x,/a/,%w[a b],%W[#{x}],foo 1,foo "x",x = ,|x|,&:x, {,__END__,=begin,*x, -1, [1], /x/';
const WORDS = constantFrom(...KEYWORDS.split(' '), ...SIGNS.split(' '), ...OTHERS.split(','));
const CHANGE = oneof(
  record({ kind: constantFrom('insert', 'replace'), at: nat(), word: WORDS }),
  record({ kind: constantFrom('delete', 'swap', 'repeat'), at: nat(), word: constantFrom('') }),
  record({
    kind: constantFrom('delete line', 'swap lines', 'join lines'),
    at: nat(),
    word: constantFrom(''),
  }),
);

interface Change {
  readonly kind: string;
  readonly at: number;
  readonly word: string;
}

function change(text: string, { kind, at, word }: Change): string {
  const isLine = kind.includes('line');
  const parts = isLine ? text.split('\n') : (text.match(/\w+[?!]?|\s+|[^\w\s]/g) ?? []);
  const index = at % parts.length;
  const [here = '', next = ''] = parts.slice(index, index + 2);
  const becomes: Readonly<Record<string, readonly string[]>> = {
    insert: [word, here, next],
    replace: [word, next],
    delete: [next],
    'delete line': [next],
    swap: [next, here],
    'swap lines': [next, here],
    repeat: [here, here, next],
    'join lines': [here + next],
  };
  return parts.toSpliced(index, 2, ...(becomes[kind] ?? [])).join(isLine ? '\n' : '');
}

test('whatever is changed in a text, the quick reader says what Ruby says, or nothing', () => {
  const often = tries(5000);
  let [read, refused] = [0, 0];
  const known = new KnownStatements();
  const whole = install(...BODY).replace(/end\n$/, '\n  test do\n    system "a"\n  end\nend\n');
  assert(
    property(array(CHANGE, { minLength: 1, maxLength: 2 }), (changes) => {
      const text = changes.reduce(change, whole);
      const plain = readPlainFormula(Buffer.from(text), DATE);
      // What is remembered from other texts changes nothing.
      expect(readPlainFormula(Buffer.from(text), DATE, known)).toEqual(plain);
      const ruby = readWithRuby(text);
      if (ruby === undefined) refused += 1;
      if (plain === undefined) return;
      read += 1;
      expect(plain).toEqual(ruby);
    }),
    often,
  );
  expect(read).toBeGreaterThan(often.numRuns / 10);
  expect(refused).toBeGreaterThan(often.numRuns / 10);
});
