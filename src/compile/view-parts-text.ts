import * as K from '../../assembly/core/layout.js';
import type { RecordShape } from '../program/index.js';
import type { CodecText } from './codec-text.js';
import { integerText } from './leaf-text.js';
import { quoted } from './module-text.js';
import { partsFunction } from './parts-text.js';
import { minusText } from './place-text.js';
import { PLACE, type Accessor } from './view-leaf-text.js';

/*
 * What a record has and no member shows: see src/cursor/cursor-unknown.ts.
 */

/** Bytes after all parts, which the record's own length or distance covers. */
export function unknownTailAccessor(codec: CodecText): Accessor {
  const { module, code } = codec;
  const length = minusText('place.length', code.word(K.P_TRAILING_BYTES));
  const lines = [
    `const place = ${PLACE};`,
    `const extent = ${extentText(codec)};`,
    `if (extent >= ${length}) return undefined;`,
  ];
  if (code.word(K.P_RULE) === K.RULE_NEXT) lines.push(...paddingText(codec));
  lines.push(`return ${module.use('bytesAt')}(place, place.record + extent, ${length} - extent);`);
  return { get: lines.join('\n'), set: unsettableText(codec, 'unknownTail') };
}

/** Bytes from the record's start to the end of its last part. */
function extentText(codec: CodecText): string {
  return partsFunction(codec) === undefined
    ? String(codec.code.word(K.P_FIXED_BYTES))
    : `${partsText(codec)}.reached - place.record`;
}

/** The parts of the record of `place`. */
function partsText(codec: CodecText): string {
  return `${partsFunction(codec)}(place.view, place.record, place.end)`;
}

/** In a chain, what leads to the next place where a record may start is padding; the last record leads nowhere. */
function paddingText({ module, code }: CodecText): string[] {
  const align = code.word(K.P_START_ALIGN);
  const distance = integerText(module, code.ruleOp, 'place.view', 'place.record');
  const next = align === 1 ? 'extent' : `Math.ceil(extent / ${align}) * ${align}`;
  return [`if (place.length === ${next} && ${distance} !== 0) return undefined;`];
}

/** The bytes of a versioned record from the first of its members that is not whole, or from its end, on. */
export function versionedTailAccessor(codec: CodecText, { members, versioned }: RecordShape): Accessor {
  const { module } = codec;
  const places = members.map(({ start, end }) => `[${start}, ${end}]`).join(', ');
  const constant = module.constant(`members${codec.name}`, `[${places}]`);
  const lines = [
    `const place = ${PLACE};`,
    'const { length, record } = place;',
    `const start = ${module.use('tailStart')}(${constant}, ${versioned?.bytes}, length);`,
    `return length <= start ? undefined : ${module.use('bytesAt')}(place, record + start, length - start);`,
  ];
  return { get: lines.join('\n'), set: unsettableText(codec, 'unknownTail') };
}

/** Bytes between parts that are pointed to. Those that are zero are what encode leaves there anyhow. */
export function unknownGapsAccessor(codec: CodecText): Accessor {
  const { module } = codec;
  return {
    get: [
      `const place = ${PLACE};`,
      `return ${partsText(codec)}.gaps((_, from, count) => ${module.use('bytesAt')}(place, from, count));`,
    ].join('\n'),
    set: unsettableText(codec, 'unknownGaps'),
  };
}

function unsettableText({ module }: CodecText, name: string): string {
  return `${module.use('unsettable')}(${quoted(name)});`;
}
