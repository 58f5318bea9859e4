import { createCodecWith, type Codec } from '../message/index.js';
import type { MessageDefinition, MessageSet } from '../miracast/index.js';
import { decodeMIRACAST_SESSION_INFO, decodeMIRACAST_STATISTIC_DATA } from '../miracast-compiled/index.js';
import { createReferenceEngine } from '../oracle/index.js';
import type { AnyType } from '../schema/index.js';
import { seriesOf, type RecordedEvent } from './record.js';

type Decode = (bytes: Uint8Array) => unknown;

/** How the bytes of events differ, member by member where their types are known. */
export class StructDifferences {
  private readonly engine = createReferenceEngine();
  private readonly codecs = new Map<AnyType, Codec<AnyType>>();

  /** @param messages what the driver and its miniport have agreed on; left out, their bytes are compared */
  constructor(private readonly messages: MessageSet | undefined) {}

  /** The name of a message; undefined where it is not known. */
  nameOf(message: RecordedEvent): string | undefined {
    return this.definitionOf(message)?.[0];
  }

  /** A line for each difference. @param message the message that `one` and `other` complete, where they complete one */
  between(one: RecordedEvent, other: RecordedEvent, message: RecordedEvent | undefined): readonly string[] {
    const [decodeInput, decodeOutput] = this.typesOf(one, message);
    return [
      ...between(one.input, other.input, decodeInput, 'input'),
      ...between(one.output, other.output, decodeOutput, 'output'),
    ];
  }

  private typesOf(event: RecordedEvent, message: RecordedEvent | undefined): readonly (Decode | undefined)[] {
    const series = seriesOf(event);
    if (series === 'statistic') return [decodeMIRACAST_STATISTIC_DATA, undefined];
    if (series === 'lifecycle') return [undefined, decodeMIRACAST_SESSION_INFO];
    const output = message && this.definitionOf(message)?.[1].output;
    return [undefined, output && ((bytes) => this.codecOf(output).decode(bytes))];
  }

  private definitionOf({ input }: RecordedEvent): readonly [name: string, definition: MessageDefinition] | undefined {
    const { discriminators = [], definitions = {} } = this.messages ?? {};
    return Object.entries(definitions).find(([, definition]) => {
      const values = [definition.value].flat();
      const value = decoded(input, (bytes) => this.codecOf(definition.input).decode(bytes));
      if (value === undefined) return false;
      return discriminators.every(
        (path, index) => BigInt(memberAt(value, path) as number) === BigInt(values[index] ?? 0),
      );
    });
  }

  private codecOf(type: AnyType): Codec<AnyType> {
    let codec = this.codecs.get(type);
    if (codec === undefined) {
      const abi = this.messages?.abi;
      codec = createCodecWith(this.engine, type, abi === undefined ? {} : { abi });
      this.codecs.set(type, codec);
    }
    return codec;
  }
}

function memberAt(value: unknown, path: string): unknown {
  return path.split('.').reduce((outer, member) => (outer as Record<string, unknown>)[member], value);
}

/** Undefined where the bytes are none of the type. */
function decoded(bytes: Uint8Array, decode: Decode): unknown {
  try {
    return decode(bytes);
  } catch {
    return undefined;
  }
}

function between(one: Uint8Array, other: Uint8Array, decode: Decode | undefined, what: string): readonly string[] {
  const at = one.findIndex((byte, index) => byte !== other[index]);
  if (at < 0 && one.length === other.length) return [];
  const values = decode && [decoded(one, decode), decoded(other, decode)];
  if (values !== undefined && !values.includes(undefined)) {
    const [before, after] = values.map((value) => new Map(leaves(value, '')));
    const lines = changes(before as Map<string, string>, after as Map<string, string>);
    if (lines.length > 0) return lines;
  }
  const first = at < 0 ? one.length : at;
  const lengths = one.length === other.length ? '' : `, ${one.length} -> ${other.length} bytes`;
  return [`${what} at byte ${first}: ${hexAt(one, first)} -> ${hexAt(other, first)}${lengths}`];
}

function changes(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])];
  return paths
    .filter((path) => before.get(path) !== after.get(path))
    .map((path) => `${path} ${before.get(path) ?? '(none)'} -> ${after.get(path) ?? '(none)'}`);
}

/** The numbers, texts and bytes of a value, by path. */
function* leaves(value: unknown, path: string): Generator<readonly [path: string, text: string]> {
  if (value instanceof Uint8Array) yield [path, hexOf(value)];
  else if (Array.isArray(value))
    for (const [index, element] of value.entries()) yield* leaves(element, `${path}[${index}]`);
  else if (typeof value === 'object' && value !== null)
    for (const [name, member] of Object.entries(value)) yield* leaves(member, path === '' ? name : `${path}.${name}`);
  else if (value !== undefined) yield [path, typeof value === 'string' ? JSON.stringify(value) : String(value)];
}

const SHOWN_BYTES = 8;

function hexAt(bytes: Uint8Array, at: number): string {
  const text = hexOf(bytes.subarray(at, at + SHOWN_BYTES));
  return text === '' ? '(end)' : bytes.length > at + SHOWN_BYTES ? `${text}…` : text;
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
