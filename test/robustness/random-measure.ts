import type { Measure } from '../../src/surface.js';
import type { Choices } from './choices.js';
import type { DrawnCounter } from './random-types.js';

/** How many units a member says: as it is, or by some of its bits and what is added. */
export interface DrawnMeasure {
  readonly size: string | Measure;
  readonly source: string;
  /** Units that it says at most. */
  readonly most: number;
  /** The member's value for so many units, with any bits where the measure has none. */
  value(units: number, choices?: Choices): number;
}

/** @param leastPlus what may be taken away from all units, and `mostPlus` added to them */
export function drawMeasure(
  choices: Choices,
  member: string,
  counter: DrawnCounter,
  { leastPlus, mostPlus, leastBits }: { leastPlus: number; mostPlus: number; leastBits: number },
): DrawnMeasure {
  if (choices.chance(60)) return { size: member, source: `'${member}'`, most: counter.most, value: (units) => units };
  const plus = choices.between(leastPlus, mostPlus);
  const bits = Math.floor(Math.log2(counter.most + 1));
  const shift = counter.isWide ? 0 : choices.between(0, Math.max(0, bits - leastBits));
  const width = choices.between(Math.min(leastBits, bits - shift), bits - shift);
  const hasMask = !counter.isWide && choices.chance(60);
  const mask = 2 ** shift * (2 ** width - 1);
  const size: Measure = { member, ...(hasMask && { mask }), ...(shift > 0 && { shift }), ...(plus !== 0 && { plus }) };
  return {
    size,
    source: JSON.stringify(size),
    most: (hasMask ? 2 ** width : 2 ** (bits - shift)) - 1 + plus,
    value(units, drawn) {
      const value = (units - plus) * 2 ** shift;
      if (drawn === undefined || !hasMask) return value;
      const above = 2 ** (shift + width);
      const high = drawn.below(Math.min(4, Math.floor((counter.most + 1) / above)));
      return value + high * above + drawn.below(2 ** shift);
    },
  };
}
