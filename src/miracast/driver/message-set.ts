import { assertOptions, CastbufError, shownValue } from '../../errors/index.js';
import { compile, compileMessageSet, limitsOf, type Limits, type MessageSetProgram } from '../../plan/index.js';
import {
  layoutOf,
  namedEntries,
  type Abi,
  type AnyType,
  type Infer,
  type InferInput,
  type InferView,
} from '../../schema/index.js';

/** One message that a display miniport driver sends, and what comes back. */
export interface MessageDefinition {
  /** The discriminator's value in this message. */
  readonly value: number | bigint;
  readonly input: AnyType;
  /** Left out: the message has no reply. */
  readonly output?: AnyType;
}
export type MessageDefinitions = { readonly [name: string]: MessageDefinition };

/** Messages that one member of their common header tells apart. */
export interface MessageSet<D extends MessageDefinitions = MessageDefinitions> {
  /** Path of the discriminator, such as `Header.Type`. */
  readonly discriminator: string;
  readonly definitions: D;
  readonly abi: Abi | undefined;
  readonly limits: Limits;
  readonly '~compiled': CompiledMessages;
}

export interface MessageSetOptions {
  readonly abi?: Abi;
  readonly limits?: Partial<Limits>;
}

/** What a handler reads: getters over the input buffer, or undefined members where a union's arm is not selected. */
export type MessageOf<M extends MessageDefinition> = InferView<M['input']>;
/** What a handler writes: setters over the output buffer, whose other bytes are 0. */
export type ReplyOf<M extends MessageDefinition> = M['output'] extends AnyType ? InferView<M['output']> : undefined;
export type MessageValue<M extends MessageDefinition> = Infer<M['input']>;
export type ReplyValue<M extends MessageDefinition> = M['output'] extends AnyType ? InferInput<M['output']> : never;

/**
 * A set of messages under their names. `discriminator` is a little-endian integer that all inputs have at the same place.
 * @throws CastbufError ERR_SCHEMA where they have not, or two messages have the same value
 */
export function messageSet<const D extends MessageDefinitions>(
  discriminator: string,
  definitions: D,
  options: MessageSetOptions = {},
): MessageSet<D> {
  assertOptions('messageSet', options, { abi: 'any', limits: 'object' });
  const { abi } = options;
  const limits = limitsOf(options.limits);
  return {
    discriminator,
    definitions,
    abi,
    limits,
    '~compiled': compileDefinitions(discriminator, definitions, abi, limits),
  };
}

/** The set's program, and the names of its messages in the program's order. */
export interface CompiledMessages {
  readonly program: MessageSetProgram;
  readonly names: readonly string[];
}

function compileDefinitions(
  discriminator: string,
  definitions: MessageDefinitions,
  abi: Abi | undefined,
  limits: Limits,
): CompiledMessages {
  const names = new Map<object, string>();
  const messages = namedEntries(definitions).map(([name, definition]) => {
    if (definition === undefined) throw wrong(`message ${name} needs value and input`);
    assertOptions(`message ${name}`, definition, { value: 'any', input: 'any', output: 'any' }, 'ERR_SCHEMA');
    const { value, input, output } = definition;
    assertType('input', name, input);
    if (output !== undefined) assertType('output', name, output);
    const program = compile(layoutOf(input, abi), limits);
    names.set(program, name);
    const tag = integerOf(value, name);
    return { tag, input: program, output: output && compile(layoutOf(output, abi), limits) };
  });
  const program = compileMessageSet(discriminator, messages);
  return { program, names: program.messages.map(({ input }) => names.get(input) as string) };
}

/** A codec has been made of its type, and is easily taken for it. */
function assertType(member: string, name: string, given: unknown): void {
  const type = given as { readonly '~node'?: unknown; readonly layout?: unknown } | null | undefined;
  if (type?.['~node'] !== undefined) return;
  const what = type?.layout === undefined ? shownValue(given) : 'a codec; give the type that the codec was made of';
  throw wrong(`${member} of message ${name} is a type, such as struct(…) gives, not ${what}`);
}

function wrong(hint: string): CastbufError {
  return new CastbufError('ERR_SCHEMA', hint);
}

function integerOf(value: number | bigint, name: string): bigint {
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return BigInt(value);
  throw new CastbufError('ERR_SCHEMA', `the value of message ${name} is ${value}; it must be a whole number`);
}
