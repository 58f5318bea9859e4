import { ntStatusName } from '../ntstatus-names/index.js';
import { nameOfValue, timeText, type LaidType, type Leaf } from '../schema/index.js';

type NameLookup = (value: number | bigint) => string | undefined;

/** Values come from the data, so the names that were looked up may not be kept for ever. */
const REMEMBERED = 1024;

/** What names the values of a leaf: those of enums and flags, of NTSTATUS, and the dates of times; undefined for a plain number. */
export function namesOf(type: LaidType): NameLookup | undefined {
  if (type.kind !== 'leaf') return undefined;
  const lookup = lookupOf(type);
  if (lookup === undefined) return undefined;
  const known = new Map<number | bigint, string | undefined>();
  return (value) => {
    if (known.has(value)) return known.get(value);
    if (known.size >= REMEMBERED) known.clear();
    const name = lookup(value);
    known.set(value, name);
    return name;
  };
}

/** Whether values of a type may have names. */
export function hasNames(type: LaidType): boolean {
  return type.kind === 'leaf' && lookupOf(type) !== undefined;
}

/** Names without what they all begin with: FRAME_START for MIRACAST_CHUNK_TYPE_FRAME_START. */
export function shortNamesOf(type: LaidType): NameLookup | undefined {
  const names = namesOf(type);
  if (names === undefined || type.kind !== 'leaf') return undefined;
  const prefix = commonPrefix(type);
  return (value) => names(value)?.slice(prefix.length);
}

function lookupOf({ scalar }: Leaf): NameLookup | undefined {
  if (scalar.enumeration !== undefined) return (value) => nameOfValue(scalar, value);
  const { time } = scalar;
  if (time !== undefined) return (value) => timeText(time, value);
  return scalar.name === 'NTSTATUS' ? (value) => ntStatusName(Number(value)) : undefined;
}

function commonPrefix({ scalar }: Leaf): string {
  if (scalar.enumeration === undefined) return scalar.time === undefined ? 'STATUS_' : '';
  if (scalar.enumeration.flags) return '';
  const names = Object.keys(scalar.enumeration.values);
  const [first = ''] = names;
  let prefix = first.slice(0, first.lastIndexOf('_') + 1);
  while (prefix !== '' && !names.every((name) => name.startsWith(prefix) && name.length > prefix.length)) {
    prefix = prefix.slice(0, prefix.lastIndexOf('_', prefix.length - 2) + 1);
  }
  return prefix;
}
