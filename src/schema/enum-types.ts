import type { AnyType, Fillable, Type } from './infer.js';

export type ValuesByName = Readonly<Record<string, number | bigint>>;

export interface NamedValues<V> {
  readonly values: Readonly<V>;
  nameOf(value: number | bigint): string | undefined;
}

/**
 * An enum is its base with other values. `Strict` says that there are none but those that have a name. The unions are written here, and not
 * named: editors would show the names of types that nobody outside knows.
 */
export type EnumType<Base extends AnyType, V, Strict> = Type<
  { [K in keyof V]: ValueIn<Base, V[K]> }[keyof V] | Others<Base['~out'], V, Strict>,
  | (keyof V & string)
  | { [K in keyof V]: ValueIn<Base, V[K]> }[keyof V]
  | (Strict extends true ? Digits<Base> : Base['~in']),
  { [K in keyof V]: ValueIn<Base, V[K]> }[keyof V] | Others<Base['~out'], V, Strict>,
  Base['~columns'],
  (keyof V & string) | (Strict extends true ? never : Base['~out'])
> &
  NamedValues<V> &
  (Base extends Fillable ? Fillable : unknown);

/** Names that encode takes for the values of a type. */
export type EnumName<T extends AnyType> = T extends NamedValues<infer V> ? keyof V & string : never;

/** Names that only run time knows. */
type IsAnyName<V> = string extends keyof V ? true : false;

/** Values without a name. `& {}` keeps TypeScript from making one `number` of all, if it is written out. */
type Others<Out, V, Strict> = true extends Strict | IsAnyName<V>
  ? never
  : 0 extends 1 & Out
    ? Out
    : Out extends bigint
      ? bigint & {}
      : number & {};

/** What encode takes for a 64-bit integer that is no bigint. */
type Digits<Base extends AnyType> = Base['~out'] extends bigint ? Exclude<Base['~in'], bigint> : never;

/** What a value decodes to. */
type ValueIn<Base extends AnyType, Value> =
  IsExact<Text<Value>, Base> extends true ? As<Value, Base['~out']> : Base['~out'];

type Text<Value> = Value extends number | bigint ? `${Value}` : never;
/** The value as numbers of the base are: also `1` of a 64-bit enum is a bigint. */
type As<Value, Out> = Value extends Out
  ? Value
  : Out extends bigint
    ? Text<Value> extends `${infer Wide extends bigint}`
      ? Wide
      : Out
    : Text<Value> extends `${infer Small extends number}`
      ? Small
      : Out;

/**
 * Whether a value decodes to itself. It may be given by either reading of its sign bit, and decodes to the one of its base: so it does not where
 * it is negative in an unsigned base, and may not where it has as many digits as the largest of a signed one.
 */
type IsExact<Digits, Base extends AnyType> = Base['~columns'] extends { readonly '~column': infer Column }
  ? Column extends Int8Array | Int16Array | Int32Array | BigInt64Array
    ? Digits extends `-${string}`
      ? true
      : IsShort<Digits, Column>
    : Digits extends `-${string}`
      ? false
      : true
  : false;
/** Below 100 in i8, 10,000 in i16, a million in i24 and all others. */
type IsShort<Digits, Column> = Column extends Int8Array
  ? Below3<Digits>
  : Column extends Int16Array
    ? Below5<Digits>
    : Below7<Digits>;
type Below3<Digits> = Digits extends `${infer _a}${infer _b}${infer _c}${infer _d}` ? false : true;
type Below5<Digits> = Digits extends `${infer _a}${infer _b}${infer More}` ? Below3<More> : true;
type Below7<Digits> = Digits extends `${infer _a}${infer _b}${infer More}` ? Below5<More> : true;
