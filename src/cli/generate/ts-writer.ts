import type { Header, HeaderRecord } from '../../header/index.js';
import type { RecordNode } from '../../schema/index.js';
import type { Generated } from './generated.js';
import { Inexpressible } from './inexpressible.js';
import { Identifiers, inComment, shownName } from './names.js';
import { counted, recordExpression } from './ts-record.js';
import type { Expression } from './ts-scalar.js';
import { quoted } from './ts-literals.js';
import type { TypeScope } from './ts-type.js';

/** What the schema language consists of: names that a generated module imports, and so cannot give to anything else. */
const IMPORTS =
  'align anonymous array be bits bool32 bool8 bytes enumeration f32 f64 filetime flags guid i16 i32 i64 i8 le luid magic ntstatus ' +
  'pointer range struct tagged text time u16 u32 u64 u8 union unnamed';

/** A TypeScript module with a constant and a type for each of the records, and for what they are made of. */
export function typescriptModule(header: Header, records: readonly HeaderRecord[], source: string): Generated {
  return new ModuleWriter(header, records, source).write();
}

class ModuleWriter implements TypeScope {
  private readonly definitions: string[] = [];
  private readonly problems: string[] = [];
  private readonly identifiers = new Identifiers(IMPORTS.split(' '));
  /** By the text that makes them: a record is written once, however many nodes stand for it. */
  private readonly byText = new Map<string, Expression>();
  private readonly byNode = new Map<RecordNode, Expression | Inexpressible>();
  private readonly inline = new Map<RecordNode, Map<number, Expression | Inexpressible>>();

  constructor(
    private readonly header: Header,
    private readonly records: readonly HeaderRecord[],
    private readonly source: string,
  ) {}

  write(): Generated {
    for (const record of this.records) {
      const node = record.type['~node'];
      if (node.kind !== 'record') continue;
      const made = this.named(node, record);
      if (made instanceof Inexpressible) this.leaveOut(record, made.message);
    }
    const text = [this.opening(), ...this.definitions].join('\n\n');
    return { text: `${text}\n`, problems: this.problems };
  }

  nested(node: RecordNode, baseBits: number): Expression {
    const made = node.name === undefined || node.tag !== undefined ? this.inlined(node, baseBits) : this.named(node);
    if (!(made instanceof Inexpressible)) return made;
    throw node.name === undefined ? made : new Inexpressible(`it has a member of ${node.name}: ${made.message}`);
  }

  define(name: string, expression: Expression): Expression {
    const found = this.header.enums.find((one) => one.tag === name || one.typedefs.includes(name));
    const comment = found === undefined ? '' : `/** enum ${name}; ${this.placeOf(found.place)} */\n`;
    return this.constant(name, expression, comment, false);
  }

  private inlined(node: RecordNode, baseBits: number): Expression | Inexpressible {
    const known = this.inline.get(node) ?? new Map<number, Expression | Inexpressible>();
    this.inline.set(node, known);
    const made =
      known.get(baseBits) ??
      caught(() => recordExpression({ node, name: '', baseBits, declarations: undefined }, this.header.abi, this));
    known.set(baseBits, made);
    return made;
  }

  /** A constant of the module; the record of the header is looked for where it is not given. */
  private named(node: RecordNode, given?: HeaderRecord): Expression | Inexpressible {
    const record = given ?? this.recordOf(node);
    const known = this.byNode.get(node);
    if (known !== undefined) return known;
    const name = record === undefined ? (node.name ?? '') : shownName(record);
    const declarations = record?.members.map(({ declaration }) => declaration);
    const made = caught(() => {
      const expression = recordExpression({ node, name, baseBits: 0, declarations }, this.header.abi, this);
      return this.constant(name, expression, record === undefined ? '' : this.commentOf(record), true);
    });
    this.byNode.set(node, made);
    return made;
  }

  /** Where a record stands inside another one it is another node: its tail is not open there. */
  private recordOf(node: RecordNode): HeaderRecord | undefined {
    return this.header.records.find(({ name, kind, members }) => {
      if (name !== node.name || (kind === 'union') !== node.union || members.length !== node.members.length)
        return false;
      return members.every((member, index) => member.name === undefined || member.name === node.members[index]?.name);
    });
  }

  private constant(name: string, { text, type }: Expression, comment: string, hasType: boolean): Expression {
    const known = this.byText.get(text);
    if (known !== undefined) return known;
    const identifier = this.identifiers.take(name);
    const typeLine = hasType ? `\nexport type ${identifier} = Infer<typeof ${identifier}>;` : '';
    this.definitions.push(`${comment}export const ${identifier} = ${text};${typeLine}`);
    const made = { text: identifier, type };
    this.byText.set(text, made);
    return made;
  }

  private leaveOut(record: HeaderRecord, why: string): void {
    const what = `${record.kind} ${shownName(record)} (${this.placeOf(record.place)})`;
    this.definitions.push(`// Left out: ${inComment(`${what}: ${why}`)}`);
    this.problems.push(`${what} is left out: ${why}`);
  }

  private commentOf(record: HeaderRecord): string {
    const { kind, size, align, tag, typedefs, place } = record;
    const others = [tag, ...typedefs].filter((name) => name !== undefined && name !== shownName(record));
    const also = others.length === 0 ? '' : `, also ${others.join(', ')}`;
    const what = `${kind} ${shownName(record)}${also}: ${counted(size, 'byte')}, aligned to ${align}; ${this.placeOf(place)}`;
    return `/** ${inComment(what)} */\n`;
  }

  private placeOf({ file, line }: { readonly file: string; readonly line: number }): string {
    return inComment(`${file}:${line}`);
  }

  private opening(): string {
    const { abi } = this.header;
    const words = wordsOf(this.definitions);
    const used = IMPORTS.split(' ').filter((name) => words.has(name));
    const types = this.definitions.some((text) => text.includes('= Infer<')) ? ['type Infer'] : [];
    const names = [...used, ...types];
    const comment = [
      '/*',
      ` * Made by castbuf generate from ${inComment(this.source)} for ${abi}: make it again instead of changing it.`,
      ' * Comments say where a member lies (byte offset, size) and how C declares it.',
      ' */',
    ];
    const imports = names.length === 0 ? [] : [`import { ${names.join(', ')} } from 'castbuf';`, ''];
    const constant = [
      '/** What the offsets hold for: `createCodec(TYPE, { abi })`. */',
      `export const abi = ${quoted(abi)};`,
    ];
    return [...comment, ...imports, ...constant].join('\n');
  }
}

/** Names that a module uses, those in comments, in strings and before a colon left out. */
function wordsOf(definitions: readonly string[]): ReadonlySet<string> {
  const code = definitions.map((text) =>
    text.replaceAll(/\/\*.*?\*\/|\/\/.*|'(?:[^'\\]|\\.)*'/g, '').matchAll(/[A-Za-z_$][\w$]*(?![\w$]*:)/g),
  );
  return new Set(code.flatMap((matches) => [...matches].map(([word]) => word)));
}

function caught(make: () => Expression): Expression | Inexpressible {
  try {
    return make();
  } catch (error) {
    if (error instanceof Inexpressible) return error;
    throw error;
  }
}
