import { spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';

/*
 * Inference must stay cheap. Wall-clock time depends on the machine, so what is bounded here are the types and
 * instantiations that the compiler makes for a schema, over those of a program that imports castbuf and does nothing.
 */

const FIELDS = 200;
/** Three times what was measured (41 and 332). */
const MOST_TYPES_PER_FIELD = 120;
const MOST_INSTANTIATIONS_PER_FIELD = 1000;

interface Measured {
  readonly types: number;
  readonly instantiations: number;
  readonly checkSeconds: number;
  readonly errors: string;
}

/** One member of each kind in turn; `use` reads it from a decoded value as the type that it must have. */
const KINDS: ((name: string) => { member: string; use: string; column: string; input: string })[] = [
  (name) => ({ member: 'u32', use: `number(value.${name})`, column: `u32s(columns.${name})`, input: '1' }),
  (name) => ({ member: 'u64', use: `bigint(value.${name})`, column: `u64s(columns.${name})`, input: '1n' }),
  (name) => ({ member: 'bits(u16, 3)', use: `number(value.${name})`, column: `bytes8(columns.${name})`, input: '1' }),
  (name) => ({
    member: 'struct("Nested", { x: u8, y: struct("", { z: i32, w: array(u16, 3) }) })',
    use: `number(value.${name}.y.z + (value.${name}.y.w[0] ?? 0))`,
    column: `i32s(columns['${name}.y.z'])`,
    input: '{ x: 1, y: { z: 2, w: [1, 2, 3] } }',
  }),
  (name) => ({
    member: 'union("Id", bits(u64, { Frame: 40, Part: 24 }), { Value: u64 })',
    use: `number(value.${name}.Frame); bigint(value.${name}.Value)`,
    column: `f64s(columns['${name}.Frame'])`,
    input: '{ Frame: 1, Part: 2 }',
  }),
  (name) => ({
    member: 'array(struct("Item", { id: u8, name: text("ascii", 4) }), 2)',
    use: `value.${name}.map((item) => number(item.id + item.name.length))`,
    column: '',
    input: '[{ id: 1, name: "a" }]',
  }),
  (name) => ({
    member: 'anonymous(bits(u32, { NAME_a: 10, NAME_b: 22 }))'.replaceAll('NAME', name),
    use: `number(value.${name}_a + value.${name}_b)`,
    column: `u32s(columns.${name}_b)`,
    input: '',
  }),
  (name) => ({
    member: `struct('', { kind: u8, body: tagged('kind', { one: [1, u32], two: [2, bytes(4)] }) })`,
    use: `if (value.${name}.body.two) number(value.${name}.body.two.length)`,
    column: `bytes8(columns['${name}.body.two'])`,
    input: '{ kind: 1, body: { one: 1 } }',
  }),
];

function program(fields: number): string {
  const made = Array.from({ length: fields }, (_, index) => {
    const name = `field${index}`;
    const kind = KINDS[index % KINDS.length] as (typeof KINDS)[number];
    return { name, ...kind(name) };
  });
  const inputs = made.map(({ name, input }) => (input === '' ? `${name}_a: 1, ${name}_b: 2` : `${name}: ${input}`));
  return `${imports('anonymous, array, bits, bytes, i32, struct, tagged, text, u16, u32, u64, u8, union, type ColumnsOf, type Infer, type InferInput, type InferView')}
const number = (value: number): void => void value;
const bigint = (value: bigint): void => void value;
const u32s = (column: Uint32Array): void => void column;
const u64s = (column: BigUint64Array): void => void column;
const i32s = (column: Int32Array): void => void column;
const f64s = (column: Float64Array): void => void column;
const bytes8 = (column: Uint8Array): void => void column;
export const Large = struct('Large', {
${made.map(({ name, member }) => `  ${name}: ${member},`).join('\n')}
});
export function use(value: Infer<typeof Large>, view: InferView<typeof Large>): void {
${made.map(({ use }) => `  ${use};`).join('\n')}
  number(view.field0);
  bigint(view.field1);
}
export function useColumns(columns: ColumnsOf<typeof Large>): void {
${made.map(({ column }) => `  ${column};`).join('\n')}
}
export const input: InferInput<typeof Large> = {
${inputs.map((line) => `  ${line},`).join('\n')}
};
`;
}

const imports = (names: string): string => `import { ${names} } from '../../index.js';`;

suite('types of a large schema', (test) => {
  const folder = mkdtempSync('build/large-schema-');
  test.after(() => rmSync(folder, { recursive: true }));

  /** Type-checks one file by itself. */
  const check = (name: string, source: string): Measured => {
    const own = join(folder, name);
    mkdirSync(own);
    writeFileSync(join(own, 'program.ts'), source);
    const config = {
      extends: '../../../tsconfig.json',
      compilerOptions: { rootDir: '../../..', types: [], noUnusedLocals: false },
      include: ['program.ts'],
      exclude: [],
    };
    writeFileSync(join(own, 'tsconfig.json'), JSON.stringify(config));
    const tsc = resolve('node_modules/typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', own, '--pretty', 'false', '--extendedDiagnostics'], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    const figure = (label: string): number => Number(new RegExp(`^${label}:\\s+([\\d.]+)`, 'm').exec(stdout)?.[1]);
    const errors = stdout.split('\n').filter((line) => /error TS\d+/.test(line));
    return {
      types: figure('Types'),
      instantiations: figure('Instantiations'),
      checkSeconds: figure('Check time'),
      errors: errors.join('\n'),
    };
  };

  test('the types of 200 fields are right, and cost so many a field', () => {
    const empty = check('empty', `${imports('struct')}\nexport const keep = struct;\n`);
    const half = check('half', program(FIELDS / 2));
    const whole = check('whole', program(FIELDS));
    for (const { errors } of [empty, half, whole]) assert.is(errors, '');
    const over = (measured: Measured, key: 'types' | 'instantiations'): number => measured[key] - empty[key];
    console.log(
      `${FIELDS} fields: check time ${whole.checkSeconds} s, of an empty program ${empty.checkSeconds} s; ` +
        `${over(whole, 'types')} types and ${over(whole, 'instantiations')} instantiations more`,
    );
    for (const key of ['types', 'instantiations'] as const) {
      assert.ok(over(whole, key) > FIELDS, `${key} were measured`);
      // Twice the fields cost twice, not four times.
      assert.ok(
        over(whole, key) < 2.5 * over(half, key),
        `${key} of ${FIELDS}: ${over(whole, key)} of ${over(half, key)}`,
      );
    }
    assert.ok(over(whole, 'types') < MOST_TYPES_PER_FIELD * FIELDS, `${over(whole, 'types')} types`);
    assert.ok(
      over(whole, 'instantiations') < MOST_INSTANTIATIONS_PER_FIELD * FIELDS,
      `${over(whole, 'instantiations')}`,
    );
  });

  test('a wrong name is one error, which says the name', () => {
    const source = `${program(16)}
export const wrong = (value: Infer<typeof Large>): unknown[] => [
  value.fjeld10,
  value.nothing,
  value.field3.y.zz,
  value.field6,
];
export const input2: InferInput<typeof Large> = { ...input, field0: 'text' };
`;
    const errors = check('wrong', source).errors.split('\n');
    const wanted = [
      /error TS2551: Property 'fjeld10' does not exist .*'field10'\?$/,
      /error TS2339: Property 'nothing' does not exist on type/,
      /error TS2(551|339): Property 'zz' does not exist on type/,
      /error TS2551: Property 'field6' does not exist .*'field\d+(_a)?'\?$/,
      /error TS2322: Type 'string' is not assignable to type 'number'/,
    ];
    assert.is(errors.length, wanted.length, errors.join('\n'));
    wanted.forEach((pattern, index) => assert.match(errors[index] as string, pattern));
  });
});
