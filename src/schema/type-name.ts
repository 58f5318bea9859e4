import type { LaidMember, LaidType, Leaf } from './layout.js';
import { measureText } from './measures.js';
import type { Count } from './node.js';

/** A type in a few words: `u32`, `u32 : 3`, `u16[Count]`, the name of a record. */
export function typeNameOf(type: LaidType): string {
  switch (type.kind) {
    case 'leaf':
      return type.isBitField ? `${scalarName(type)} : ${type.width}` : scalarName(type);
    case 'record':
      return type.node.name ?? (type.node.union ? 'union' : 'struct');
    case 'bytes':
      return `u8[${countName(type.count)}]`;
    case 'records':
      return `records by ${type.node.discriminator}[${countName(type.count)}]`;
    case 'array':
      return `${typeNameOf(type.element)}[${countName(type.count)}]`;
    case 'text':
      return `${type.encoding}[${countName(type.count)}]`;
    case 'guid':
      return 'GUID';
    case 'split':
      return `split of ${type.parts.join(', ')}`;
    case 'pointed':
      return `${typeNameOf(type.target)} at ${type.offsetField}`;
    case 'trailing':
      return `${typeNameOf(type.target)}, ${type.fromEnd} bytes before the end`;
  }
}

/** As the schema writes it: `be(u32)`. */
function scalarName({ scalar, bigEndian }: Leaf): string {
  const { name, time } = scalar;
  const shown = time === undefined || name === 'FILETIME' ? name : `time(${name}, ${time.unit} since ${time.epoch})`;
  return bigEndian ? `be(${shown})` : shown;
}

function countName(count: Count): string {
  if (count.kind === 'fixed') return String(count.count);
  if (count.kind === 'field') return count.measure === undefined ? count.field : measureText(count.measure);
  return count.kind === 'rest' ? '' : 'NUL';
}

/** Each member with its type and its first byte, `u32 @ 24`; those of anonymous members among them. */
export function memberTypes(members: readonly LaidMember[], baseBits = 0): Record<string, string> {
  const types: Record<string, string> = {};
  for (const { name, anonymous, unnamed, bitOffset, type } of members) {
    const at = baseBits + bitOffset;
    const isPlaced = type.kind !== 'split' && type.kind !== 'pointed' && type.kind !== 'trailing';
    if (anonymous && type.kind === 'record') Object.assign(types, memberTypes(type.members, at));
    else if (!unnamed) types[name] = typeNameOf(type) + (isPlaced ? ` @ ${Math.floor(at / 8)}` : '');
  }
  return types;
}
