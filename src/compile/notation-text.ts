import { pathOfShape, type LeafShape } from '../program/index.js';
import { normalise } from '../schema/index.js';
import type { CodecText } from './codec-text.js';
import { literal, quoted } from './module-text.js';
import { pathText } from './path-text.js';
import type { ReadPlace } from './read-scope.js';

/** Numbers as a codec's options show them: the names of enums, 64-bit integers as numbers or strings. */
export class NotationText {
  constructor(private readonly codec: CodecText) {}

  /** What becomes of a number that the expression `value` gives. */
  shown(shape: LeafShape, place: ReadPlace, value: string): string {
    const { notation } = this.codec.program;
    if (notation === undefined) return value;
    const { enumeration } = shape.leaf.scalar;
    const hasNames = notation.names && enumeration !== undefined && !enumeration.flags;
    return hasNames ? this.named(shape, place, value) : this.wide(shape, place, value);
  }

  /** @param value an expression without side effects */
  private wide(shape: LeafShape, place: ReadPlace, value: string): string {
    const { wide = 'bigint' } = this.codec.program.notation ?? {};
    if (!shape.wide || wide === 'bigint') return value;
    if (wide === 'string') return `String(${value})`;
    const { program, module } = this.codec;
    const path = pathOfShape(program, shape);
    return `${module.use('exactNumber')}(${value}, at, ${pathText(path, place.indices)}, ${this.fieldOffset(path, place)})`;
  }

  /** Where a part lies that an offset points to, no path says. */
  private fieldOffset(path: string, { base, fromRecord }: ReadPlace): string {
    const { shape, layout } = this.codec.program;
    if (shape.hasUnknownGaps || fromRecord === undefined) return 'undefined';
    const first = layout.offsetOf(path.replaceAll('[]', '[0]'));
    if (!path.includes('[]')) return String(first);
    const more = first - fromRecord;
    return more === 0 ? `${base} - at` : `${base} - at + ${more}`;
  }

  /** Of several names of a value the first. */
  private named(shape: LeafShape, place: ReadPlace, value: string): string {
    const { module, program } = this.codec;
    const { scalar } = shape.leaf;
    const values = Object.entries(scalar.enumeration?.values ?? {});
    const names = new Map<string, string>();
    for (const [name, given] of values) {
      const number = normalise(scalar, given);
      const held = literal(shape.wide ? BigInt(number) : Number(number));
      if (!names.has(held)) names.set(held, quoted(name));
    }
    const pairs = [...names].map(([number, name]) => `  [${number}, ${name}],\n`).join('');
    const map = module.constant(`${scalar.enumeration?.name ?? ''}Names`, `new Map([\n${pairs}])`);
    const shown = `${map}.get(${value})`;
    const isText = shape.wide && program.notation?.wide === 'string';
    if (!isText) return `(${shown} ?? ${this.wide(shape, place, value)})`;
    // Encode would take digits that are a name for another value.
    const digits = values.map(([name]) => name).filter((name) => /^-?\d+$/.test(name));
    if (digits.length === 0) return `(${shown} ?? String(${value}))`;
    const isName = digits.map((name) => `${value} === ${name}n`).join(' || ');
    return `(${shown} ?? (${isName} ? ${value} : String(${value})))`;
  }
}
