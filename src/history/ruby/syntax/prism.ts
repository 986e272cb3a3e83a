import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import { deserialize } from '@ruby/prism/src/deserialize.js';
import type { ProgramNode } from '@ruby/prism/src/nodes.js';

import { exportFirstGlobal } from './stack-export.ts';

export {
  AndNode,
  ArrayNode,
  AssocNode,
  BeginNode,
  BlockNode,
  BreakNode,
  BlockParametersNode,
  CallNode,
  CaseNode,
  ClassNode,
  ConstantPathNode,
  ConstantReadNode,
  ConstantWriteNode,
  DefNode,
  ElseNode,
  EmbeddedStatementsNode,
  FalseNode,
  FloatNode,
  HashNode,
  IfNode,
  InstanceVariableReadNode,
  InstanceVariableWriteNode,
  IntegerNode,
  InterpolatedStringNode,
  KeywordHashNode,
  LocalVariableOperatorWriteNode,
  LocalVariableReadNode,
  LocalVariableWriteNode,
  MultiWriteNode,
  LocalVariableTargetNode,
  NextNode,
  NilNode,
  OrNode,
  ParenthesesNode,
  RangeNode,
  RegularExpressionNode,
  RequiredParameterNode,
  SelfNode,
  SplatNode,
  StatementsNode,
  StringNode,
  SymbolNode,
  TrueNode,
  UnlessNode,
  WhenNode,
  XStringNode,
} from '@ruby/prism/src/nodes.js';
export type { Node, ProgramNode } from '@ruby/prism/src/nodes.js';

/** What Ruby's parser finds in one file. */
export interface ParsedRuby {
  readonly program: ProgramNode;
  /** What Ruby would reject, in the parser's order; offsets count bytes. */
  readonly errors: readonly { readonly message: string; readonly offset: number }[];
}

/** Ruby's own parser. Nothing is ever run. */
export interface RubyParser {
  /** Takes about 0.4 ms per formula. Throws an `Error` of any kind for text that overwhelms it, but stays usable. */
  parse(source: Uint8Array): ParsedRuby;
}

/**
 * The stack that the module is linked with has 64 KiB and lies above its tables: a hundred nested blocks overwrite
 * them, and the parser then loops or returns nonsense. With this much, the engine's own limit is always reached first,
 * and that one throws.
 */
const STACK_BYTES = 16 * 1024 * 1024;
/** An instance that grows beyond this is dropped, because its memory never shrinks. */
const MAX_MEMORY_BYTES = 96 * 1024 * 1024;
const STACK_POINTER = '__brewpull_stack_pointer';

/** Loads the parser; takes about 12 ms. */
export async function loadRubyParser(): Promise<RubyParser> {
  const module = await WebAssembly.compile(exportFirstGlobal(await readWasm(), STACK_POINTER));
  let instance: Instance | undefined = createInstance(module);
  return {
    parse: (source) => {
      const current = instance ?? createInstance(module);
      // Whatever is thrown below leaves the instance in an unknown state.
      instance = undefined;
      const result = parseWith(current, source);
      if (current.memory.buffer.byteLength <= MAX_MEMORY_BYTES) instance = current;
      return result;
    },
  };
}

interface Instance {
  readonly memory: WebAssembly.Memory;
  readonly call: (name: string, ...args: readonly number[]) => number;
}

function parseWith({ memory, call }: Instance, source: Uint8Array): ParsedRuby {
  const text = call('calloc', 1, Math.max(source.length, 1));
  const buffer = call('calloc', call('pm_buffer_sizeof'), 1);
  call('pm_buffer_init', buffer);
  new Uint8Array(memory.buffer, text, source.length).set(source);
  call('pm_serialize_parse', buffer, text, source.length, 0);
  const start = call('pm_buffer_value', buffer);
  const tree = new Uint8Array(memory.buffer, start, call('pm_buffer_length', buffer));
  const { value, errors } = deserialize(source, tree);
  call('pm_buffer_free', buffer);
  call('free', buffer);
  call('free', text);
  return {
    program: value,
    errors: errors.map(({ message, location }) => ({ message, offset: location.startOffset })),
  };
}

function createInstance(module: WebAssembly.Module): Instance {
  const { exports } = new WebAssembly.Instance(module, {
    wasi_snapshot_preview1: createSystem(module),
  });
  const { memory, [STACK_POINTER]: stackPointer } = exports;
  if (!(memory instanceof WebAssembly.Memory) || !(stackPointer instanceof WebAssembly.Global)) {
    throw new Error('Internal error: the parser module is not the one brewpull is built for');
  }
  const call = (name: string, ...args: readonly number[]): number => {
    const target = exports[name];
    if (typeof target !== 'function') throw new Error(`Internal error: the parser has no ${name}`);
    return Number(Reflect.apply(target, undefined, args));
  };
  call('_initialize');
  stackPointer.value = call('malloc', STACK_BYTES) + STACK_BYTES;
  return { memory, call };
}

/** The parser asks the system only for a random number; every call returns `ENOSYS`. */
function createSystem(module: WebAssembly.Module): Record<string, () => number> {
  const ENOSYS = 52;
  return Object.fromEntries(
    WebAssembly.Module.imports(module).map(({ name }) => [name, () => ENOSYS]),
  );
}

/** Reads the file beside the bundle or one folder above its chunk; in a checkout, the one in the package. */
async function readWasm(): Promise<Uint8Array> {
  for (const place of ['./prism.wasm', '../prism.wasm']) {
    const found = await readFile(new URL(place, import.meta.url)).catch(() => undefined);
    if (found !== undefined) return found;
  }
  return readFile(createRequire(import.meta.url).resolve('@ruby/prism/src/prism.wasm'));
}
