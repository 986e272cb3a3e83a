/** The part of the WebAssembly interface that the parser needs; `lib.dom`, which declares it, is for browsers. */
declare namespace WebAssembly {
  class Module {
    static imports(module: Module): readonly { readonly name: string }[];
    private readonly brand: never;
  }

  class Instance {
    constructor(module: Module, imports: Readonly<Record<string, Record<string, () => number>>>);
    readonly exports: Readonly<Record<string, unknown>>;
  }

  class Memory {
    readonly buffer: ArrayBuffer;
    private readonly brand: never;
  }

  class Global {
    value: unknown;
    private readonly brand: never;
  }

  function compile(bytes: Uint8Array): Promise<Module>;
}
