import { assertOptions, CastbufError, shownValue } from '../../errors/index.js';
import { compile, limitsOf, type Limits, type Program } from '../../program/index.js';
import { compileMessageSet, type MessageEngine, type MessageSetProgram } from '../../message-set/index.js';
import {
  hasRecords,
  layoutOfAny,
  namedEntries,
  type Abi,
  type AnyType,
  type Infer,
  type InferInput,
  type InferView,
  type ReadonlyView,
} from '../../schema/index.js';
import type { DriverMessages } from './driver-messages.js';
import { InterpretedMessages } from './interpreted-messages.js';

/** One message that a display miniport driver sends, and what comes back. */
export interface MessageDefinition {
  /** The discriminator's value in this message; of several discriminators a list of their values. */
  readonly value: DiscriminatorValue | readonly DiscriminatorValue[];
  readonly input: AnyType;
  /** Left out: the message has no reply. */
  readonly output?: AnyType;
  /**
   * A sender that gives no room for the reply (an output buffer of 0 bytes) has the message handled all the same, with an undefined
   * `reply`. Left out: such a message ends with STATUS_BUFFER_TOO_SMALL, and its handler does not run.
   */
  readonly optionalOutput?: boolean;
}
export type DiscriminatorValue = number | bigint;
export type MessageDefinitions = { readonly [name: string]: MessageDefinition };

/** The set of one kind of message, which nothing has to tell apart. */
export type OnlyMessage<Input extends AnyType, Output extends AnyType | undefined, Optional extends boolean> = {
  readonly message: {
    readonly value: readonly [];
    readonly input: Input;
    readonly optionalOutput: Optional;
  } & (Output extends AnyType ? { readonly output: Output } : unknown);
};

/** Messages that one or several members of their common header tell apart. */
export interface MessageSet<D extends MessageDefinitions = MessageDefinitions> {
  /** Paths of the discriminators, such as `Header.Type`; none: there is one kind of message. */
  readonly discriminators: readonly string[];
  readonly definitions: D;
  /** Never there: see `DriverMessageSet`. */
  readonly '~messages'?: D;
  readonly abi: Abi | undefined;
  readonly limits: Limits;
  /** What the definitions were compiled to; its messages are in an order of their own. */
  readonly '~compiled': MessageSetProgram;
  /** Has them run on an engine, over so many bytes of memory. */
  '~open'(engine: MessageEngine | undefined, bytes: number): DriverMessages;
}

export interface MessageSetOptions {
  readonly abi?: Abi;
  readonly limits?: Partial<Limits>;
}

export interface OnlyMessageOptions<
  Output extends AnyType | undefined,
  Optional extends boolean,
> extends MessageSetOptions {
  readonly output?: Output;
  readonly optionalOutput?: Optional;
}

/**
 * What a handler reads: getters over the input buffer, or undefined members where a union's arm is not selected. Nothing of it can be set,
 * because the buffer may be the sender's own. Bytes are Uint8Arrays, which TypeScript lets everybody write: copy them before (`.slice()`).
 */
export type MessageOf<M extends MessageDefinition> = ReadonlyView<InferView<M['input']>>;
/** What a handler writes: setters over the output buffer, whose other bytes are 0. */
export type ReplyOf<M extends MessageDefinition> = M['output'] extends AnyType
  ? InferView<M['output']> | (M['optionalOutput'] extends true ? undefined : never)
  : undefined;
export type MessageValue<M extends MessageDefinition> = Infer<M['input']>;
export type ReplyValue<M extends MessageDefinition> = M['output'] extends AnyType ? InferInput<M['output']> : never;

/**
 * A set of messages under their names. Integers that all inputs have at the same place, in either byte order, tell them apart: `discriminator`
 * is the path of one, or a list of paths; each message's `value` is then a list, too.
 * @throws CastbufError ERR_SCHEMA where there is no such integer, or two messages have the same values
 */
export function messageSet<const D extends MessageDefinitions>(
  discriminator: string | readonly string[],
  definitions: D,
  options?: MessageSetOptions,
): MessageSet<D>;
/**
 * A set of one kind of message, of type `input`, without a discriminator: its name is `message`.
 * @throws CastbufError ERR_SCHEMA
 */
export function messageSet<
  Input extends AnyType,
  Output extends AnyType | undefined = undefined,
  Optional extends boolean = false,
>(input: Input, options?: OnlyMessageOptions<Output, Optional>): MessageSet<OnlyMessage<Input, Output, Optional>>;
export function messageSet(
  first: string | readonly string[] | AnyType,
  second: MessageDefinitions | OnlyMessageOptions<AnyType | undefined, boolean> = {},
  third: MessageSetOptions = {},
): MessageSet {
  if (isType(first)) return setOfOne(first, second);
  const discriminators = typeof first === 'string' ? [first] : assertPaths(first);
  assertOptions('messageSet', third, { abi: 'any', limits: 'object' });
  return newSet(discriminators, second as MessageDefinitions, third);
}

function setOfOne(input: AnyType, options: OnlyMessageOptions<AnyType | undefined, boolean>): MessageSet {
  assertOptions('messageSet', options, { abi: 'any', limits: 'object', output: 'any', optionalOutput: 'boolean' });
  const { output, optionalOutput = false } = options;
  const message = { value: [], input, optionalOutput };
  return newSet([], { message: output === undefined ? message : { ...message, output } }, options);
}

function newSet(
  discriminators: readonly string[],
  definitions: MessageDefinitions,
  { abi, limits }: MessageSetOptions,
): MessageSet {
  const all = limitsOf(limits);
  const compiled = compileDefinitions(discriminators, definitions, abi, all);
  return {
    discriminators,
    definitions,
    abi,
    limits: all,
    '~compiled': compiled,
    '~open'(engine, bytes) {
      // A driver without an engine has refused it: see assertDefinition.
      return new InterpretedMessages(engine as MessageEngine, compiled, bytes);
    },
  };
}

function assertPaths(given: readonly string[]): readonly string[] {
  const arePaths = Array.isArray(given) && given.length > 0 && [...given].every((path) => typeof path === 'string');
  if (arePaths) return given;
  const hint = `the discriminator is the path of a member, a list of paths, or for a single kind of message its type, not ${shownValue(given)}`;
  throw wrong(hint);
}

const DEFINITION = { value: 'any', input: 'any', output: 'any', optionalOutput: 'boolean' } as const;

function compileDefinitions(
  discriminators: readonly string[],
  definitions: MessageDefinitions,
  abi: Abi | undefined,
  limits: Limits,
): MessageSetProgram {
  const messages = namedEntries(definitions).map(([name, definition]) => {
    if (definition === undefined) throw wrong(`message ${name} needs value and input`);
    assertOptions(`message ${name}`, definition, DEFINITION, 'ERR_SCHEMA');
    const { value, input, output, optionalOutput: isOutputOptional = false } = definition;
    assertType('input', name, input);
    if (output !== undefined) assertType('output', name, output);
    if (isOutputOptional && output === undefined)
      throw wrong(`message ${name} has an optionalOutput and no output; give the reply's type`);
    if (output !== undefined && layoutOfAny(output, abi).root.trailingBytes > 0)
      throw wrong(
        `the output of message ${name} has members after its part of varying length, which have no place before a handler has set that part; leave them out`,
      );
    if (output !== undefined && hasRecords(output['~node']))
      throw wrong(
        `the output of message ${name} has a records(…), which a cursor does not set; give it as bytes(…), and encode the records by themselves`,
      );
    const programOf = (type: AnyType): Program => {
      const program = compile(layoutOfAny(type, abi), limits);
      if (program.own === undefined) return program;
      throw wrong(
        `message ${name} has a checksum by a function, which drivers do not call: leave the member a plain number, and check it in the handler`,
      );
    };
    const tags = tagsOf(value, discriminators, name);
    return { name, tags, input: programOf(input), output: output && programOf(output), isOutputOptional };
  });
  return compileMessageSet(discriminators, messages);
}

/** The value of each discriminator. */
function tagsOf(value: MessageDefinition['value'], discriminators: readonly string[], name: string): bigint[] {
  const values = Array.isArray(value) ? [...(value as readonly DiscriminatorValue[])] : [value as DiscriminatorValue];
  if (values.length === discriminators.length) return values.map((one) => integerOf(one, name));
  const want = discriminators.length === 1 ? 'one number' : `a list of ${discriminators.length} numbers`;
  throw wrong(`the value of message ${name} is ${want}, for ${discriminators.join(' and ')}, not ${shownValue(value)}`);
}

/** A codec has been made of its type, and is easily taken for it. */
function assertType(member: string, name: string, given: unknown): void {
  if (isType(given)) return;
  const type = given as { readonly layout?: unknown } | null | undefined;
  const what = type?.layout === undefined ? shownValue(given) : 'a codec; give the type that the codec was made of';
  throw wrong(`${member} of message ${name} is a type, such as struct(…) gives, not ${what}`);
}

function isType(given: unknown): given is AnyType {
  return (given as { readonly '~node'?: unknown } | null | undefined)?.['~node'] !== undefined;
}

function wrong(hint: string): CastbufError {
  return new CastbufError('ERR_SCHEMA', hint);
}

function integerOf(value: number | bigint, name: string): bigint {
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return BigInt(value);
  throw wrong(`the value of message ${name} is ${shownValue(value)}; it must be a whole number`);
}
