/*
 * Assertions that are the compiler's: `expectType<Equal<A, B>>(true)` does not compile when A and B differ.
 */

type Flat<T> = T extends unknown ? { [K in keyof T]: T[K] } : never;
export type Equal<A, B> =
  (<T>() => T extends Flat<A> ? 1 : 2) extends <T>() => T extends Flat<B> ? 1 : 2 ? true : false;
/** Exactly `true`. */
export const expectType = <T extends boolean>(isSo: [T] extends [true] ? true : never): void => void isSo;
