/** A work that was compiled into another one, and therefore has no folder of its own here. */
export interface CompiledPart {
  readonly name: string;
  /** SPDX expression. */
  readonly licence: string;
  readonly home: string;
  /** Its licence, a file in `licences/`; undefined if it requires no notice. */
  readonly text: string | undefined;
}

/**
 * What is in `prism.wasm`. The workflow that publishes Prism 1.9.0 compiles the parser with wasi-sdk 25, which links wasi-libc;
 * the exports of the file show the libraries: `__wasilibc_…`, musl's `__floatscan`, dlmalloc's `malloc_usable_size`, cloudlibc's
 * `__wasi_fd_…`, compiler-rt's `__addtf3`. Of wasi-libc's three licences, MIT is chosen.
 */
export const PRISM_PARTS: readonly CompiledPart[] = [
  { name: 'prism', licence: 'MIT', home: 'ruby/prism', text: 'prism.txt' },
  { name: 'wasi-libc', licence: 'MIT', home: 'WebAssembly/wasi-libc', text: 'wasi-libc.txt' },
  {
    name: 'musl',
    licence: 'MIT',
    home: 'WebAssembly/wasi-libc#libc-top-half/musl',
    text: 'musl.txt',
  },
  {
    name: 'cloudlibc',
    licence: 'BSD-2-Clause',
    home: 'WebAssembly/wasi-libc#libc-bottom-half/cloudlibc',
    text: 'cloudlibc.txt',
  },
  { name: 'dlmalloc', licence: 'CC0-1.0', home: 'WebAssembly/wasi-libc#dlmalloc', text: undefined },
  {
    name: 'compiler-rt',
    licence: 'Apache-2.0 WITH LLVM-exception',
    home: 'llvm/llvm-project#compiler-rt',
    text: 'compiler-rt.txt',
  },
];
