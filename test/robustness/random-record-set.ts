import { createSetCodecWith, type SetCodec } from '../../src/record-sets/index.js';
import { createReferenceEngine, ReferenceRecords } from '../../src/oracle/index.js';
import {
  CastbufError,
  recordSet,
  struct,
  u16,
  u32,
  u8,
  type Abi,
  type AnyType,
  type RecordDefinitions,
} from '../../src/surface.js';
import type { Choices } from './choices.js';
import { drawSchema, type DrawnSchema } from './random-schema.js';

const MOST_TYPES = 5;
const MOST_RECORDS = 40;

export type AnySet = SetCodec<RecordDefinitions>;
type Create = (set: ReturnType<typeof recordSet>, options: { abi: Abi }) => AnySet;

const reference = createReferenceEngine();
export const onReference: Create = (set, options) =>
  createSetCodecWith(reference, (program) => new ReferenceRecords(program), set, options);

export interface DrawnSet {
  readonly definitions: RecordDefinitions;
  readonly schemas: Readonly<Record<string, DrawnSchema>>;
  readonly abi: Abi;
}

/** A set of random types after a common header, and records of them; undefined where none of the types goes with the header. */
export function drawSet(choices: Choices): DrawnSet | undefined {
  const hasLength = choices.chance(60);
  const header = choices.pick([
    { size: u32, tag: u32 },
    { tag: u8, size: u16 },
    { tag: u16, size: u32 },
  ]);
  const definitions: Record<string, [number | 'otherwise', AnyType]> = {};
  const schemas: Record<string, DrawnSchema> = {};
  let abi: Abi | undefined;
  for (let type = 0, types = choices.between(1, MOST_TYPES); type < types; type++) {
    const schema = drawSchema(choices, type === 2);
    abi ??= schema.abi;
    const name = `T${type}`;
    try {
      const wrapped = struct(
        name,
        { head: struct('HEAD', header), body: schema.type },
        hasLength ? { length: 'head.size' } : {},
      );
      const tag = type === 3 ? 'otherwise' : choices.pick([type, type + 100]);
      onReference(recordSet('head.tag', { ...definitions, [name]: [tag, wrapped] }), { abi });
      definitions[name] = [tag, wrapped];
      schemas[name] = schema;
    } catch (error) {
      if (!(error instanceof CastbufError)) throw error;
    }
  }
  return abi === undefined || Object.keys(definitions).length === 0 ? undefined : { definitions, schemas, abi };
}

/** Records that the set can write, in a random order. */
export function drawRecords(choices: Choices, { definitions, schemas }: DrawnSet, codec: AnySet): Uint8Array[] {
  const records: Uint8Array[] = [];
  const names = Object.keys(definitions);
  for (let left = choices.between(1, MOST_RECORDS); left > 0; left--) {
    const name = choices.pick(names);
    const [tag] = definitions[name] as readonly [number | 'otherwise', AnyType];
    const schema = schemas[name] as DrawnSchema;
    try {
      const { given } = schema.value(choices);
      const head = { tag: tag === 'otherwise' ? 77 : tag, size: undefined };
      records.push((codec.codecs[name] as AnySet['codecs'][string]).encode({ head, body: given } as never));
    } catch (error) {
      if (!(error instanceof CastbufError)) throw error;
    }
  }
  return records;
}
