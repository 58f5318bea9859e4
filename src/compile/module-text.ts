import { RUNTIME_NAMES, type RuntimeName } from './runtime-names.js';

export type { RuntimeName };

/** Names that an emitted module may not give to what it declares: words of the language, and globals that it uses. */
const RESERVED =
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function
if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof undefined
var void while with yield Array ArrayBuffer BigInt BigInt64Array BigUint64Array Boolean DataView Date Error Float32Array Float64Array Int16Array Int32Array Int8Array JSON Map
Math NaN Infinity Number Object Promise RangeError Reflect Set String Symbol TypeError Uint16Array Uint32Array Uint8Array WeakMap WebAssembly atob globalThis
view at end length bytes value values frame source target index units first`.split(/\s+/);

/** Words that functions call their locals by, the second of a kind `item2`. */
const LOCAL =
  /^(?:bytes|base|computed|copy|count|extent|gaps|index|isOpen|item|limit|next|nul|offset|parts|reached|stored|tag|target|units|value)\d*$/;

/**
 * The text of a module that is being made: what it imports of `castbuf/compiled`, and its declarations in the order in which they were added. A
 * declaration that needs another one asks for it first, so that it comes after.
 */
export class ModuleText {
  /** What is imported, and the name that it has here. */
  private readonly imports = new Map<RuntimeName, string>();
  private readonly names = new Set<string>(RESERVED);
  private readonly constants = new Map<string, string>();
  private readonly declarations: string[] = [];
  private readonly exported: ReadonlySet<string>;

  /** @param exported names that what is exported will have, whatever the run time calls its own */
  constructor(exported: readonly string[] = []) {
    this.exported = new Set(exported);
  }

  /** The name of an export of `castbuf/compiled`, which the module imports from now on. */
  use(name: RuntimeName): string {
    const known = this.imports.get(name);
    if (known !== undefined) return known;
    const local = this.exported.has(name) ? this.name(`${name}_`) : name;
    this.imports.set(name, local);
    return local;
  }

  /** A name that nothing else in the module has, as near to the one that is wanted as may be. */
  name(wanted: string): string {
    const plain = wanted.replaceAll(/[^\w$]/g, '_').replace(/^(?=\d)/, '_') || '_';
    if (this.exported.has(plain) && !this.names.has(plain)) {
      this.names.add(plain);
      return plain;
    }
    const word = LOCAL.test(plain) ? `${plain}_` : plain;
    let name = word;
    for (let count = 2; this.names.has(name) || this.exported.has(name) || RUNTIME_NAMES.has(name); count++)
      name = `${word}${count}`;
    this.names.add(name);
    return name;
  }

  /** Whether a name stands for something in the module already, or is a word of the language. */
  isTaken(name: string): boolean {
    return this.names.has(name) || RUNTIME_NAMES.has(name);
  }

  /** A `const` of the module; equal expressions share one. */
  constant(wanted: string, expression: string): string {
    const known = this.constants.get(expression);
    if (known !== undefined) return known;
    const name = this.name(wanted);
    this.constants.set(expression, name);
    this.add(`const ${name} = ${expression};`);
    return name;
  }

  /** The name of a function that all codecs of the module share: those that are equal but for their names are one. */
  shared(wanted: string, make: (name: string) => string): string {
    const key = make('');
    const known = this.constants.get(key);
    if (known !== undefined) return known;
    const name = this.name(wanted);
    this.constants.set(key, name);
    this.add(make(name));
    return name;
  }

  /** A function, a class, a constant. Its lines are indented from column 0 on. */
  add(declaration: string): void {
    this.declarations.push(declaration.trim());
  }

  /** The whole text. @param runtime what `castbuf/compiled` is imported as */
  text(runtime = 'castbuf/compiled'): string {
    const names = [...this.imports].map(([name, local]) => (name === local ? name : `${name} as ${local}`)).sort();
    const lines = names.length === 0 ? [] : [importText('import', names, runtime)];
    return `${[...lines, ...this.declarations].join('\n\n')}\n`;
  }
}

/** An import, on one line where that is short enough. @param keyword `import`, or `import type` */
export function importText(keyword: string, names: readonly string[], from: string): string {
  const short = `${keyword} { ${names.join(', ')} } from '${from}';`;
  return short.length <= 120 ? short : `${keyword} {\n${names.map((name) => `  ${name},\n`).join('')}} from '${from}';`;
}

/** Whether a module can export something by the name. */
export function mayBeExported(name: string): boolean {
  return isIdentifier(name) && !RESERVED.includes(name);
}

/** Every line of a text but the empty ones, further in by so many levels; at most by 32, as structs inside each other would be mostly blanks. */
export function indented(text: string, levels = 1): string {
  return text.replaceAll(/^(?! {64})(?=.)/gm, '  '.repeat(levels));
}

/** The text of a member access. */
export function memberText(object: string, name: string): string {
  return isIdentifier(name) ? `${object}.${name}` : `${object}[${quoted(name)}]`;
}

/** The key of a member in an object literal or a class. */
export function keyText(name: string): string {
  return isIdentifier(name) ? name : quoted(name);
}

export function isIdentifier(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name);
}

/** A string literal, as a person would write it. */
export function quoted(text: string): string {
  return `'${JSON.stringify(text)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replaceAll("'", String.raw`\'`)
    .replaceAll('\u2028', String.raw`\u2028`)
    .replaceAll('\u2029', String.raw`\u2029`)}'`;
}

/** A number or bigint literal. */
export function literal(value: number | bigint): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? String(value) : value > 0 ? 'Infinity' : value < 0 ? '-Infinity' : 'NaN';
}

/** An integer in hexadecimal. */
export function hexText(value: number | bigint): string {
  return `0x${value.toString(16)}`;
}

/** What a comment may say of a name, which may be anything: no end of a line or of a comment. */
export function commentText(name: string): string {
  return name.replaceAll(/[\s\p{Cc}]+/gu, ' ').replaceAll('*/', '* /');
}
