import { CastbufError } from '../../src/errors/index.js';
import { compile, limitsOf, type Limits } from '../../src/program/index.js';
import {
  array,
  be,
  bytes,
  layoutOf,
  range,
  struct,
  u16,
  u32,
  u8,
  type AnyType,
  type StructOptions,
} from '../../src/surface.js';
import { drawBits, drawChecked, drawScalar, type DrawnType } from '../robustness/random-types.js';
import { same, type DrawnValue } from '../robustness/random-values.js';
import { SeededChoices } from '../robustness/seeded-choices.js';
import type { DrawnProgram } from './random-programs.js';

/**
 * Programs of records that need no walk: numbers, with checks or without, and a tail that one of them counts, or a length, or neither. Few random schemas are so
 * simple, and kernels have loops of their own for them.
 */
export function* measuredPrograms(
  count: number,
  firstSeed: number,
  limits: (seed: number) => Partial<Limits>,
): Generator<DrawnProgram> {
  for (let seed = firstSeed, made = 0; made < count; seed++) {
    const drawn = drawMeasured(new SeededChoices(seed));
    try {
      const program = compile(layoutOf(drawn.type, drawn.abi), limitsOf(limits(seed)));
      made++;
      yield { seed, drawn, program };
    } catch (error) {
      if (!(error instanceof CastbufError && error.code === 'ERR_SCHEMA')) throw error;
    }
  }
}

/** A number with one range, whose ends are drawn most of the time. */
function drawGuarded(choices: SeededChoices): DrawnType {
  const [name, type, least, most] = choices.pick([
    ['u8', u8, 3, 250],
    ['u16', u16, 2, 900],
    ['u32', u32, 0, 70_000],
    ['u32', u32, 9, 9],
  ] as const);
  return {
    type: range(type, least, most) as AnyType,
    source: `range(${name}, ${least}, ${most})`,
    value: (inner) => same(inner.pick([least, most, inner.between(least, most)])),
  };
}

function drawMeasured(choices: SeededChoices): DrawnProgram['drawn'] {
  const under = { pointerBytes: 8, noChecks: false } as const;
  const members = new Map<string, DrawnType>();
  const isChecked = choices.chance(30);
  const isGuarded = !isChecked && choices.chance(60);
  for (let index = 0; index < choices.between(1, 9); index++) {
    const draw = choices.pick([drawScalar, drawScalar, drawBits, isChecked ? drawChecked : drawScalar] as const);
    members.set(`m${index}`, isGuarded && choices.chance(50) ? drawGuarded(choices) : draw(choices, under));
  }
  const tail = choices.pick(['none', 'bytes', 'bytes', 'array', 'length'] as const);
  const [counter, counterSource] = choices.pick([
    [u8, 'u8'],
    [u16, 'u16'],
    [u32, 'u32'],
    [be(u16), 'be(u16)'],
    [be(u32), 'be(u32)'],
  ] as const);
  const options: StructOptions = {
    ...(choices.chance(30) && { startAlign: choices.pick([2, 4, 8]) }),
    ...(choices.chance(40) && { pack: choices.pick([1, 2]) }),
    ...(tail === 'length' && { length: 'count' }),
  };
  const types: Record<string, AnyType> = {};
  for (const [name, { type }] of members) types[name] = type;
  if (tail !== 'none') types['count'] = counter;
  if (tail === 'bytes') types['tail'] = bytes('count');
  if (tail === 'array') types['tail'] = array(u16, 'count');
  return {
    type: struct('ROOT', types, options) as AnyType,
    abi: 'msvc-x64',
    source: `${[...members].map(([name, { source }]) => `${name}: ${source}`).join(', ')}, count: ${counterSource}, ${tail}, ${JSON.stringify(options)}`,
    takesRest: false,
    isChain: false,
    hasChecksum: false,
    isLossy: false,
    settable: [],
    value(inner): DrawnValue {
      const given: Record<string, unknown> = {};
      for (const [name, { value }] of members) given[name] = value(inner).given;
      const length = inner.below(inner.chance(80) ? 9 : 60);
      if (tail === 'bytes') given['tail'] = Uint8Array.from({ length }, () => inner.below(256));
      if (tail === 'array') given['tail'] = Array.from({ length }, () => inner.below(65_536));
      return { given, expected: given };
    },
  };
}
