import * as K from '../../assembly/core/layout.js';
import { notFromColumns } from '../columns/index.js';
import { columnMagic, columnsOfShape, shapesIn, shownMembers, type Program, type Shape } from '../program/index.js';
import type { EncodeAssembly } from './assembly/encode-assembly.js';
import { planSlots } from './assembly/column-slots.js';
import { columnsConstant, slotsConstant, withoutText } from './batch-text.js';
import type { CodecText } from './codec-text.js';
import { indented, literal, quoted } from './module-text.js';
import { rowFunction } from './row-text.js';

/**
 * Declares `rowWriter<T>`, which writes rows of the type, and gives its name.
 * @param write the function that writes one value
 * @param kernel undefined where JavaScript writes all rows
 * @param kernelName the constant that `kernelConstant` declared
 */
export function batchWriterConstant(
  codec: CodecText,
  write: string,
  kernel: EncodeAssembly | undefined,
  kernelName: string,
): string {
  return codec.declare('rowWriter', (name) => {
    const { program } = codec;
    const [missing] = program.withoutColumn;
    const plan = planSlots(codec);
    const members = [
      `slots: ${slotsConstant(codec, plan)}`,
      `columns: ${columnsConstant(codec, plan)}`,
      ...withoutText(codec),
      `optional: { ${optionalText(program)} }`,
      `rules: [${[...chainRule(codec), ...unionsOf(codec, program.shape)].join(', ')}]`,
      ...listsText(codec),
      ...(missing === undefined ? [] : [`refused: ${refusal(program, missing)}`]),
      `fixedBytes: ${program.leastBytes}`,
      `mostBytes: ${codec.code.word(K.P_MAX_MESSAGE)}`,
      `align: ${codec.code.word(K.P_START_ALIGN)}`,
      `writeRow: ${missing === undefined ? rowFunction(codec) : 'undefined'}`,
      `write: ${write}`,
      ...(kernel === undefined ? [] : [kernelText(codec, kernel, kernelName)]),
      ...withNextText(codec),
    ];
    const made = codec.module.use('BatchWriter');
    return `const ${name} = /* @__PURE__ */ new ${made}({\n${members.map((member) => `${indented(member)},\n`).join('')}});`;
  });
}

/** Of a chain with a column that says how far the next record is. */
function chainRule({ module, program: { columns, layout } }: CodecText): string[] {
  const { next } = layout.root.node.options;
  const index = columns.findIndex(({ path }) => path === next);
  return index < 0 ? [] : [`/* @__PURE__ */ ${module.use('chainRule')}(${index})`];
}

/** What records need that are not as long as each other, or longer than a message may be. */
function listsText({ code, module, program }: CodecText): string[] {
  const isPlain =
    program.columns.every(({ kind }) => kind !== 'list') && program.leastBytes <= code.word(K.P_MAX_MESSAGE);
  return isPlain ? [] : [`lists: ${module.use('rowLists')}`];
}

function kernelText({ module }: CodecText, { name, slack, derived }: EncodeAssembly, kernelName: string): string {
  const derive =
    derived.length === 0 ? '' : `, derive: /* @__PURE__ */ ${module.use('derivedColumns')}(${JSON.stringify(derived)})`;
  return `kernel: { module: ${kernelName}, encode: ${quoted(name)}, slack: ${slack}${derive} }`;
}

/** Declares the functions that users call. */
export function encodeBatchFunctions(
  codec: CodecText,
  writer: string,
): { encodeBatch: string; encodeBatchInto: string } {
  const says = `Columns by path, or an array of values, as records of ${codec.program.layout.name} one after the other.`;
  return writerFunctions(codec, writer, 'rows', says);
}

/** The functions of a writer of streams. @param given name of what they take */
export function writerFunctions(
  text: Pick<CodecText, 'declare'>,
  writer: string,
  given: string,
  says: string,
): { encodeBatch: string; encodeBatchInto: string } {
  const encodeBatch = text.declare(
    'encodeBatch',
    (name) => `/** ${says} */
export function ${name}(${given}) {
  return ${writer}.encode(${given});
}`,
  );
  const encodeBatchInto = text.declare(
    'encodeBatchInto',
    (name) => `/** The same at the start of the target; gives how many bytes that is. */
export function ${name}(${given}, target) {
  return ${writer}.encodeInto(${given}, target);
}`,
  );
  return { encodeBatch, encodeBatchInto };
}

function optionalText(program: Program): string {
  const texts = program.columns.flatMap((column, index) => {
    const magic = columnMagic(program, column);
    if (magic !== undefined && !column.shared) return [`${index}: ${magicText(magic)}`];
    return column.derived || column.shared ? [`${index}: null`] : [];
  });
  return texts.join(', ');
}

function magicText(magic: number | bigint | readonly number[]): string {
  return typeof magic === 'object' ? JSON.stringify(magic) : literal(magic);
}

function refusal(program: Program, missing: string): string {
  const { hint, path } = notFromColumns(program, missing);
  return `[${quoted(path ?? missing)}, ${quoted(hint)}]`;
}

/** Of each untagged union all columns of one arm are there: the bytes are never left at 0 without being told so. */
function unionsOf(codec: CodecText, shape: Shape): string[] {
  const { module, program } = codec;
  const own: string[] = [];
  if (shape.kind === 'overlay') {
    const arms = shape.arms.map((arm) => columnsOfShape(program, arm.shape));
    const ways = arms.map((arm) => arm.map(({ path }) => path).join(' and ')).join(', or ');
    const indices = arms.map((arm) =>
      arm.filter(({ derived }) => !derived).map((column) => program.columns.indexOf(column)),
    );
    const path = quoted(program.paths[shape.op] ?? '');
    own.push(`/* @__PURE__ */ ${module.use('armRule')}(${path}, ${quoted(ways)}, ${JSON.stringify(indices)})`);
  }
  return [...own, ...shapesIn(shape).flatMap((inner) => unionsOf(codec, inner))];
}

/** Of a chain: the value with the distance to the next record, where it says none. What it has may stand on its class, as the getters of cursors do. */
export function withNextText(codec: CodecText): string[] {
  const { next } = codec.program.layout.root.node.options;
  if (next === undefined) return [];
  const literalOf = (shape: Shape, source: string, [head, ...rest]: readonly string[]): string => {
    const members = shownMembers(shape).map(({ name, shape: inner }) => {
      const own = `${codec.module.use('memberOf')}(${source}, ${quoted(name)})`;
      const text =
        name !== head ? own : rest.length === 0 ? `${own} || distance` : literalOf(inner, `(${own} ?? {})`, rest);
      return `${name === '__proto__' ? `['__proto__']` : quoted(name)}: ${text}`;
    });
    return `{ ...${source}, ${members.join(', ')} }`;
  };
  return [`withNext: (value, distance) => (${literalOf(codec.program.shape, 'value', next.split('.'))})`];
}
