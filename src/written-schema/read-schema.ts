import { assertOptions, CastbufError, isNamed, shownValue, suggest, type OptionRules } from '../errors/index.js';
import {
  align,
  anonymous,
  array,
  at,
  be,
  bits,
  bool,
  bytes,
  checksum,
  enumeration,
  flags,
  guid,
  layoutOfAny,
  le,
  magic,
  magicOfBytes,
  NAMED_ABIS,
  naturallyAligned,
  packedAbi,
  range,
  record,
  SCALARS,
  STRUCT_OPTIONS,
  split,
  tagged,
  text,
  time,
  type TimeOptions,
  u32,
  u8,
  unaligned,
  unnamed,
  type Abi,
  type AnyType,
  type ChecksumAlgorithm,
  type CrcParameters,
  lengthOptions,
  trailing,
  type Measure,
  type RecordOptions,
  type ScalarNode,
  type UnionTag,
} from '../schema/index.js';
import { records, recordSet } from '../record-types/index.js';
import { numberNamed } from './numbers.js';

/** Deeper than any type can be: who nests on and on is refused before the stack is full. */
const MOST_DEPTH = 500;

type Json = { readonly [key: string]: unknown };

/**
 * The type and the ABI that `writeSchema` has written: its object, or the text of its JSON.
 * @throws CastbufError ERR_SCHEMA, with the place in the JSON as its path, for what writeSchema does not write
 */
export function readSchema(given: unknown): { readonly type: AnyType; readonly abi: Abi } {
  const schema = objectOf(typeof given === 'string' ? parsed(given) : given, '', {
    castbufSchema: 'any',
    abi: 'any',
    type: 'any',
  });
  if (schema['castbufSchema'] !== 1) {
    throw wrong('castbufSchema', `this castbuf reads version 1, not ${shownValue(schema['castbufSchema'])}`);
  }
  const type = readType(schema['type'], 'type', 0);
  const abi = schema['abi'] as Abi;
  if (abi === undefined) throw wrong('abi', 'is missing');
  within('type', () => layoutOfAny(type, abi));
  return { type, abi: typeof abi === 'string' ? abi : packedAbi(abi.packed, abi.base) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw wrong('', `it is no JSON (${(error as Error).message})`);
  }
}

const SIZE: OptionRules = { size: 'any', until: ['nul'], unit: ['bytes'], capacity: 'number', declared: 'number' };
const RECORD: OptionRules = {
  ...STRUCT_OPTIONS,
  name: 'string',
  members: 'array',
  tag: 'object',
  abi: NAMED_ABIS,
};

type Reader = (json: Json, path: string, depth: number) => AnyType;

/** What each kind has beside `kind`, and how it is read. */
const KINDS: Readonly<Record<string, readonly [has: OptionRules, read: Reader]>> = {
  number: [
    {
      of: 'string',
      align: 'number',
      endian: ['little', 'big'],
      time: 'object',
      enumeration: 'object',
      magic: 'any',
      range: 'array',
      checksum: 'object',
    },
    readNumber,
  ],
  bits: [{ of: 'any', width: 'number', unnamed: 'boolean' }, readBits],
  array: [{ of: 'any', ...SIZE }, (json, path, depth) => array(readOf(json, path, depth), ...sized(json, path))],
  bytes: [{ magic: 'array', ...SIZE }, (json, path) => marked(bytes(...sized(json, path)), json)],
  guid: [{ magic: 'array' }, (json) => marked(guid, json)],
  records: [{ discriminator: 'string', types: 'array', size: 'any' }, readRecords],
  text: [
    { encoding: 'string', exact: 'boolean', magic: 'array', ...SIZE },
    (json, path) => marked(readText(json, path), json),
  ],
  struct: [RECORD, readRecord],
  union: [RECORD, readRecord],
  anonymous: [{ of: 'any' }, (json, path, depth) => anonymous(readOf(json, path, depth))],
  aligned: [{ of: 'any', align: 'number', packed: 'boolean' }, readAligned],
  split: [{ parts: 'array' }, (json) => split(...((json['parts'] ?? []) as string[]))],
  trailing: [{ of: 'any' }, (json, path, depth) => trailing(readOf(json, path, depth))],
  at: [{ offset: 'string', relativeTo: ['field'], of: 'any' }, readAt],
};

function readType(given: unknown, path: string, depth: number): AnyType {
  if (depth > MOST_DEPTH) throw wrong(path, `it nests deeper than ${MOST_DEPTH}`);
  if (typeof given === 'string') return named(given, path);
  const kind = isNamed(given) ? given['kind'] : undefined;
  const known = typeof kind === 'string' && Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (known === undefined) {
    const kinds = Object.keys(KINDS);
    throw wrong(
      path,
      `no type is ${shownValue(isNamed(given) ? kind : given)}; ${typeof kind === 'string' ? suggest(kind, kinds) : `there are ${kinds.join(', ')}`}`,
    );
  }
  const [has, read] = known;
  const json = objectOf(given, path, { kind: 'string', ...has });
  return within(path, () => read(json, path, depth + 1));
}

function named(name: string, path: string): AnyType {
  if (name === 'guid') return guid;
  const type = numberNamed(name);
  if (type === undefined)
    throw wrong(path, `no number type is ${shownValue(name)}; ${suggest(name, [...SCALARS.keys(), 'guid'])}`);
  return type;
}

/** With the bytes that it must hold, where they are said. */
function marked(type: AnyType, { magic: given }: Json): AnyType {
  return given === undefined ? type : magicOfBytes(type, given as readonly number[]);
}

function readOf(json: Json, path: string, depth: number): AnyType {
  return readType(json['of'], `${path}.of`, depth);
}

function readNumber(json: Json, path: string): AnyType {
  let type = named(String(json['of']), `${path}.of`);
  if (json['align'] !== undefined) type = naturallyAligned(type, json['align'] as number);
  if (json['endian'] !== undefined) type = json['endian'] === 'big' ? be(type) : le(type);
  if (json['time'] !== undefined) type = time(type, json['time'] as TimeOptions);
  if (json['enumeration'] !== undefined) type = readEnumeration(type, json['enumeration'], `${path}.enumeration`);
  if (json['magic'] !== undefined) type = magic(type, numberIn(json['magic'], `${path}.magic`));
  if (json['range'] !== undefined) type = readRange(type, json['range'] as readonly unknown[], `${path}.range`);
  if (json['checksum'] !== undefined) {
    const { algorithm, ...ranges } = objectOf(json['checksum'], `${path}.checksum`, {
      algorithm: 'any',
      from: 'string',
      to: 'string',
      ranges: 'array',
    });
    type = checksum(type, algorithmIn(algorithm, `${path}.checksum.algorithm`), ranges);
  }
  return type;
}

/** Numbers of a CRC of more than 32 bits are strings of digits. */
function algorithmIn(given: unknown, path: string): ChecksumAlgorithm | CrcParameters {
  if (!isNamed(given)) return given as ChecksumAlgorithm;
  const bits = ['poly', 'init', 'xorOut'].filter((name) => typeof given[name] === 'string');
  const read = bits.map((name) => [name, numberIn(given[name], `${path}.${name}`)] as const);
  return { ...given, ...Object.fromEntries(read) } as unknown as CrcParameters;
}

function readRange(type: AnyType, given: readonly unknown[], path: string): AnyType {
  if (given.length !== 2) throw wrong(path, 'it is the least and the most value');
  const [least, most] = [numberIn(given[0], `${path}[0]`), numberIn(given[1], `${path}[1]`)];
  const node = type['~node'] as ScalarNode;
  if (node.format !== 'bool') return range(type, least, most);
  if (Number(least) !== 0 || Number(most) !== 1) throw wrong(path, 'a boolean that is exact goes from 0 to 1');
  const exact = bool(node.bytes === 1 ? u8 : u32, { exact: true });
  return node.endian === undefined ? exact : node.endian === 'big' ? be(exact) : le(exact);
}

function readEnumeration(base: AnyType, given: unknown, path: string): AnyType {
  const json = objectOf(given, path, { name: 'string', values: 'array', flags: 'boolean', strict: 'boolean' });
  const pairs = (json['values'] as readonly unknown[] | undefined) ?? [];
  const values = Object.fromEntries(
    pairs.map((pair, index) => {
      const [name, value] = pairIn(pair, `${path}.values[${index}]`);
      return [name, numberIn(value, `${path}.values[${index}]`)];
    }),
  );
  if (Object.keys(values).length < pairs.length) throw wrong(`${path}.values`, 'a name stands there twice');
  const name = json['name'] as string;
  if (json['flags'] === true) return flags(name, base, values);
  return enumeration(name, base, values, { strict: json['strict'] === true });
}

function readBits(json: Json, path: string, depth: number): AnyType {
  const base = readOf(json, path, depth);
  return json['unnamed'] === true ? unnamed(base, json['width'] as number) : bits(base, json['width'] as number);
}

function readText(json: Json, path: string): AnyType {
  const encoding = json['encoding'] as 'ascii';
  if (json['until'] === 'nul') return text(encoding, { until: 'nul' });
  const [size, options] = sized(json, path);
  return text(encoding, size, json['exact'] === true ? { ...options, exact: true } : options);
}

function readAligned(json: Json, path: string, depth: number): AnyType {
  const [type, least] = [readOf(json, path, depth), json['align'] as number];
  return json['packed'] === true ? unaligned(type, least) : align(type, least);
}

function readAt(json: Json, path: string, depth: number): AnyType {
  const relativeTo = json['relativeTo'] === 'field' ? 'field' : 'record';
  return at(json['offset'] as string, readOf(json, path, depth), { relativeTo });
}

/** What array, bytes and text are called with. */
function sized(
  { size, unit, capacity, declared }: Json,
  path: string,
): [size: number | string | Measure | undefined, options: object] {
  const options = Object.entries({ unit, capacity, declared }).filter(([, value]) => value !== undefined);
  return [measureIn(size, `${path}.size`) as number | string | Measure | undefined, Object.fromEntries(options)];
}

/** What a length or a count is read from; a mask of 64 bits is written as its digits. */
function measureIn(given: unknown, path: string): unknown {
  if (!isNamed(given) || given['mask'] === undefined) return given;
  return { ...given, mask: numberIn(given['mask'], `${path}.mask`) };
}

function readRecords(json: Json, path: string, depth: number): AnyType {
  const types = ((json['types'] ?? []) as readonly unknown[]).map((given, index) => {
    const place = `${path}.types[${index}]`;
    if (!Array.isArray(given) || given.length !== 3 || typeof given[0] !== 'string')
      throw wrong(place, `it is a name, its tags and its type, as a list of three, not ${shownValue(given)}`);
    const [name, tags, type] = given as [string, unknown, unknown];
    if (tags !== 'otherwise' && !Array.isArray(tags)) throw wrong(place, "its tags are a list, or 'otherwise'");
    const values = tags === 'otherwise' ? tags : tags.map((tag: unknown) => numberIn(tag, place));
    return [name, [values, readType(type, place, depth)] as const] as const;
  });
  const named = new Map(types);
  if (named.size < types.length) throw wrong(`${path}.types`, 'a name stands there twice');
  const [size] = sized(json, path);
  return records(recordSet(json['discriminator'] as string, Object.fromEntries(named)), size as string | Measure);
}

function readRecord(json: Json, path: string, depth: number): AnyType {
  const { kind, name, members: given, tag: givenTag, length, ...options } = json;
  if (given === undefined) throw wrong(`${path}.members`, 'is missing');
  const members = (given as readonly unknown[]).map((pair, index) => {
    const place = `${path}.members[${index}]`;
    const [member, type] = pairIn(pair, place);
    return [member, readType(type, place, depth)] as const;
  });
  const tag = givenTag === undefined ? undefined : readTag(givenTag, members, `${path}.tag`);
  return record(name as string | undefined, {
    union: kind === 'union',
    members,
    tag,
    options: { ...(options as Partial<RecordOptions>), ...lengthOptions(measureIn(length, `${path}.length`)) },
  });
}

function readTag(given: unknown, members: readonly (readonly [string, AnyType])[], path: string): UnionTag {
  const json = objectOf(given, path, { field: 'string', cases: 'array', otherwise: 'string', sized: 'boolean' });
  const [field, otherwise, isSized] = [
    json['field'] as string,
    json['otherwise'] as string | undefined,
    json['sized'] === true,
  ];
  const types = new Map(members);
  const arms = ((json['cases'] as readonly unknown[] | undefined) ?? []).map((pair, index) => {
    const [arm, values] = pairIn(pair, `${path}.cases[${index}]`);
    if (!types.has(arm)) throw wrong(`${path}.cases[${index}]`, `the union has no arm ${shownValue(arm)}`);
    if (!Array.isArray(values)) throw wrong(`${path}.cases[${index}]`, 'its values are a list');
    return [arm, values.map((value) => numberIn(value, `${path}.cases[${index}]`))] as const;
  });
  if (otherwise !== undefined && !types.has(otherwise))
    throw wrong(`${path}.otherwise`, `the union has no arm ${shownValue(otherwise)}`);
  const cases = Object.assign(Object.create(null) as UnionTag['cases'], Object.fromEntries(arms));
  const all = [
    ...arms.map(([arm, values]) => [arm, [values, types.get(arm)]]),
    ...(otherwise === undefined ? [] : [[otherwise, ['otherwise', types.get(otherwise)]]]),
  ];
  tagged(field, Object.fromEntries(all) as never, { sized: isSized }); // its rules
  return { field, cases, otherwise, sized: isSized };
}

function pairIn(pair: unknown, path: string): [name: string, what: unknown] {
  if (Array.isArray(pair) && pair.length === 2 && typeof pair[0] === 'string') return [pair[0], pair[1]];
  throw wrong(path, `it is a name and what it stands for, as a list of two, not ${shownValue(pair)}`);
}

function numberIn(given: unknown, path: string): number | bigint {
  if (typeof given === 'number') return given;
  if (given === 'Infinity' || given === '-Infinity') return Number(given);
  if (typeof given === 'string' && /^-?\d{1,40}$/.test(given)) return BigInt(given);
  throw wrong(path, `it is a number, or a string of digits, not ${shownValue(given)}`);
}

function objectOf(given: unknown, path: string, has: OptionRules): Json {
  const what = path === '' ? 'a written schema' : path;
  if (!isNamed(given)) throw wrong(path, `${what} is an object, not ${shownValue(given)}`);
  const assertHas = (): void => assertOptions(what, given, has, 'ERR_SCHEMA');
  if (path === '') assertHas();
  else within(path, assertHas);
  return given;
}

/** What a schema function refuses, with the place where it was written. */
function within<T>(path: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof CastbufError) || error.path?.startsWith('type') === true) throw error;
    const member = error.path === undefined ? '' : ` (${error.path})`;
    throw new CastbufError(error.code, `${error.hint}${member}`, { path, want: error.want, have: error.have });
  }
}

function wrong(path: string, hint: string): CastbufError {
  return new CastbufError('ERR_SCHEMA', hint, path === '' ? {} : { path });
}
