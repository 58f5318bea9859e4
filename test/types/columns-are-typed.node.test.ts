import type ts from 'typescript';
import * as assert from 'uvu/assert';
import { createCodecWith, type Codec } from '../../src/message/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import { findMember, type LaidRecord } from '../../src/schema/index.js';
import { CastbufError, type AnyType, type Column } from '../../src/surface.js';
import { rounds, suite } from '../harness/index.js';
import { drawSchema, type DrawnSchema } from '../robustness/random-schema.js';
import { SeededChoices } from '../robustness/seeded-choices.js';
import { aliasOf, checkedProgram, type CheckedProgram } from './checked-program.js';
import { decodeBatch, summarize, packed, texts } from '../harness/batches.js';

/*
 * `ColumnsOf` and its relatives say in types what the plan finds out at run time, by rules of their own. Here the compiler checks the source text of
 * random schemas, and what it says is compared with what their codecs have.
 */

const SCHEMAS = rounds(1200, 60);

const ARRAYS: Readonly<Record<Column['kind'], string>> = {
  u8: 'Uint8Array',
  i8: 'Int8Array',
  u16: 'Uint16Array',
  i16: 'Int16Array',
  u32: 'Uint32Array',
  i32: 'Int32Array',
  f32: 'Float32Array',
  f64: 'Float64Array',
  u64: 'BigUint64Array',
  i64: 'BigInt64Array',
  bytes: 'Uint8Array',
  list: 'ListColumn',
};

/** Of splits, whose width the type checker does not know, and of pointers, whose width the ABI says. */
const UNSURE = ['Float64Array,Uint16Array,Uint32Array,Uint8Array', 'BigUint64Array,Uint32Array'];

type AnyCodec = Codec<AnyType>;

suite('columns have the types that the schema says', (test) => {
  test(`${SCHEMAS} schemas: columns, and the paths that each call takes`, () => {
    const drawn = Array.from({ length: SCHEMAS }, (_, index) => drawSchema(new SeededChoices(index)));
    const made = drawn.flatMap((schema) => {
      const codec = codecIfAny(schema);
      return codec === undefined ? [] : [{ schema, codec }];
    });
    const program = checkedProgram(programOf(made.map(({ schema }) => schema)));
    assert.equal(program.errors, []);
    const compared = { columns: 0, lists: 0, packed: 0, members: 0, versioned: 0 };
    made.forEach(({ schema, codec }, index) => {
      try {
        compareColumns(program, index, codec, compared);
        comparePaths(program, index, codec, compared);
        compareMembers(program, index, codec, compared);
      } catch (error) {
        throw new Error(`${String(error)}\n  ${schema.source}`, { cause: error });
      }
    });
    assert.ok(compared.columns > SCHEMAS * 3, `${compared.columns} columns`);
    for (const [what, count] of Object.entries(compared)) assert.ok(count > SCHEMAS / 10, `${count} ${what}`);
  });
});

function codecIfAny({ type, abi }: DrawnSchema): AnyCodec | undefined {
  try {
    return createCodecWith(createReferenceEngine(), type, { abi });
  } catch (error) {
    if (error instanceof CastbufError && error.code === 'ERR_SCHEMA') return undefined;
    throw error;
  }
}

function programOf(schemas: readonly DrawnSchema[]): string {
  const made = schemas.map(({ source }, index) => {
    const type = `typeof made${index}[0]`;
    return `const made${index} = [${source}] as const;
type Columns${index} = ColumnsOf<${type}>;
type Selection${index} = ColumnSelection<${type}>;
type Numbers${index} = NumberPath<${type}>;
type Packed${index} = PackedPath<${type}>;
type Texts${index} = TextPath<${type}>;
type Members${index} = MemberPath<${type}>;`;
  });
  return `import * as castbuf from '../index.js';
import type { ColumnsOf, ColumnSelection, MemberPath, NumberPath, PackedPath, TextPath } from '../index.js';
const { align, anonymous, array, at, be, bits, bool, bytes, checksum, crc, enumeration, flags, le, magic, packedAbi: packed, range, split } = castbuf;
const { struct, tagged, text, union, unnamed, u8, u16, u24, u32, u64, i8, i16, i24, i32, i64, f16, bf16, f32, f64 } = castbuf;
const { bool8, bool32, pointer, ntstatus, luid, filetime, guid } = castbuf;
declare const values: Readonly<Record<string, number>>;
${made.join('\n')}
`;
}

/** The same paths, and the same arrays. */
function compareColumns(
  program: CheckedProgram,
  index: number,
  codec: AnyCodec,
  compared: { columns: number; lists: number; versioned: number },
): void {
  const { checker, source } = program;
  const typed = new Map(
    aliasOf(program, `Columns${index}`)
      .getProperties()
      .map((one) => [one.name, checker.getTypeOfSymbolAtLocation(one, source)]),
  );
  const isVersioned = codec.layout.root.node.options.versioned;
  const present = new Set(codec.columns.map(({ path }) => path));
  for (const { path, kind } of codec.columns) {
    const type = typed.get(path);
    assert.ok(type, `${path} has a column, and its type none; there are ${[...typed.keys()].join()}`);
    const found = shown(checker, type as ts.Type);
    assert.ok(found.includes(ARRAYS[kind]), `${path} is a ${ARRAYS[kind]}, and its type ${found.join()}`);
    if (found.length > 1) assert.ok(UNSURE.includes(found.toSorted().join()), `${path}: ${found.join()}`);
    compared.columns++;
    if (kind === 'list') compared.lists++;
    if (isVersioned) compared.versioned++;
  }
  for (const path of typed.keys())
    assert.ok(present.has(path) || isAfterTail(codec, path), `${path} has no column, and a type`);
}

/** The type checker does not know which parts vary: arms after one have types and no columns. */
function isAfterTail({ layout }: AnyCodec, path: string): boolean {
  const [name = '', ...rest] = path.split('.');
  return rest.length > 0 && findMember(layout.root.members, name)?.member.type.kind === 'trailing';
}

/** `Uint8Array` of `Uint8Array<ArrayBufferLike>`, each of a union. */
function shown(checker: ts.TypeChecker, type: ts.Type): string[] {
  const all = type.isUnion() ? type.types : [type];
  return all.map((one) => checker.typeToString(one).replace(/<.*/, ''));
}

function pathsOf(program: CheckedProgram, name: string): string[] {
  const type = aliasOf(program, name);
  const all = type.isUnion() ? type.types : [type];
  return all.flatMap((one) => (one.isStringLiteral() ? [one.value] : []));
}

/** What a type lets through, the call takes, and nothing else of what has a column. */
function comparePaths(program: CheckedProgram, index: number, codec: AnyCodec, compared: { packed: number }): void {
  const nothing = new Uint8Array(0);
  const batch = decodeBatch(codec, nothing);
  const calls: [name: string, call: (path: string) => void][] = [
    ['Numbers', (path) => void summarize(codec, nothing, { columns: [path] })],
    ['Packed', (path) => void packed(batch, path)],
    ['Texts', (path) => void texts(batch, path)],
    ['Selection', (path) => void decodeBatch(codec, nothing, { columns: [path] })],
  ];
  const columns = new Set(codec.columns.map(({ path }) => path));
  const records = [...columns].flatMap((path) => recordsAround(path));
  for (const [name, call] of calls) {
    const typed = pathsOf(program, `${name}${index}`);
    const taken = [...new Set([...columns, ...records])].filter((path) => isTaken(call, path));
    // A record is no single number, but a summary takes it for those that it has.
    const wanted = name === 'Numbers' ? taken.filter((path) => columns.has(path)) : taken;
    assert.equal(typed.toSorted(), wanted.toSorted(), name);
    if (name === 'Packed') compared.packed += wanted.length;
  }
}

function recordsAround(path: string): string[] {
  const steps = path.split('.');
  return steps.slice(1).map((_, index) => steps.slice(0, index + 1).join('.'));
}

function isTaken(call: (path: string) => void, path: string): boolean {
  try {
    call(path);
    return true;
  } catch (error) {
    if (error instanceof CastbufError && error.code === 'ERR_USAGE') return false;
    throw error;
  }
}

/** Names of the parts of splits, which types do not show; no other member of a random schema has such a name. */
function partsOf({ members }: LaidRecord): string[] {
  return members.flatMap(({ type }) => {
    if (type.kind === 'record') return partsOf(type);
    return type.kind === 'split' ? type.parts : [];
  });
}

/** Every path of the layout is one that `offsetOf` takes, and every path that it is typed for. */
function compareMembers(
  program: CheckedProgram,
  index: number,
  { layout }: AnyCodec,
  compared: { members: number },
): void {
  const typed = new Set(pathsOf(program, `Members${index}`));
  // What stands after the part of varying length has no offset.
  const isTrailing = (path: string): boolean =>
    findMember(layout.root.members, path.split('.')[0] as string)?.member.type.kind === 'trailing';
  for (const path of typed) if (!isTrailing(path)) layout.offsetOf(path);
  const parts = new Set(partsOf(layout.root));
  for (const [path] of layout.flat) {
    if (parts.has(path.split('.').at(-1) as string)) continue;
    assert.ok(typed.has(path), `${path} is no member for the type checker`);
    compared.members++;
  }
}
