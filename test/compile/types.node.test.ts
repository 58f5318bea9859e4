import * as assert from 'uvu/assert';
import { typeDeclarations } from '../../src/compile/types-text.js';
import { rounds, suite } from '../harness/index.js';
import { checkedProgram } from '../types/checked-program.js';
import { randomPrograms } from './random-programs.js';

/*
 * The types of a compiled codec are written from its program, those of a schema are computed by TypeScript. Here the compiler compares them: a value of
 * one is a value of the other.
 */

const SCHEMAS = rounds(300, 60);

suite('types of compiled codecs', (test) => {
  test(`${SCHEMAS} schemas: the types that are written are those that TypeScript infers`, () => {
    let names = 0;
    const parts = [...randomPrograms(SCHEMAS)].map(({ drawn, program }, index) => {
      const type = `typeof made${index}[0]`;
      return `const made${index} = [${drawn.source}] as const;
${typeDeclarations(program, `T${index}`, (wanted) => `${wanted}${names++}`).replaceAll(/^export /gm, '')}
declare const own${index}: T${index};
declare const ownView${index}: T${index}View;
declare const input${index}: T${index}Input;
declare const take${index}: (value: InferInput<${type}>) => void;
take${index}(input${index});
declare const path${index}: MemberPath<${type}>;
export const ours${index}: T${index}Path = path${index};${forth(drawn.source, index)}${back(drawn.source, index)}`;
    });
    const program = checkedProgram(`import * as castbuf from '../index.js';
import type { ArrayView, Infer, InferInput, InferView, ListColumn, MemberPath, UnknownGap, UnknownTag } from '../index.js';
const { align, anonymous, array, at, be, bits, bool, bytes, checksum, crc, enumeration, flags, le, magic, packedAbi: packed, range, records, recordSet, split } = castbuf;
const { struct, tagged, text, union, unnamed, u8, u16, u24, u32, u64, i8, i16, i24, i32, i64, f16, bf16, f32, f64 } = castbuf;
const { bool8, bool32, pointer, ntstatus, luid, filetime, guid } = castbuf;
type UnknownWideTag = 0x10000000000000000n;
declare const values: Readonly<Record<string, number>>;
${parts.join('\n')}
`);
    assert.equal(program.errors.slice(0, 3), []);
  });
});

/** Where one of two promoted unions has an arm for all other tags, a schema's type has no `raw` of the other one; what is written has. */
function forth(source: string, index: number): string {
  if (/'otherwise'/.test(source) && source.split('tagged(').length > 2) return '';
  return `
export const own${index}s: [Infer<typeof made${index}[0]>, InferView<typeof made${index}[0]>] = [own${index}, ownView${index}];`;
}

/** The other direction. Of an enum whose values only run time knows TypeScript infers less than is written. */
function back(source: string, index: number): string {
  if (/enumeration\(/.test(source)) return '';
  return `
declare const value${index}: Infer<typeof made${index}[0]>;
declare const view${index}: InferView<typeof made${index}[0]>;
export const theirs${index}: [T${index}, T${index}View] = [value${index}, view${index}];`;
}
