import {
  align,
  array,
  bits,
  bool8,
  enumeration,
  f64,
  i16,
  i32,
  i64,
  i8,
  pointer,
  struct,
  u16,
  u32,
  u64,
  u8,
  union,
  unnamed,
  type AnyType,
} from '../../src/surface.js';

/*
 * The records of test/oracle/oracle-msvc-rules-*.h, in its order: C's char is i8, int and long are i32, long long is i64.
 */
const U1 = union('U1', { a: bits(u32, 1), b: u8 });
const U2 = union('U2', { a: bits(u32, 1) });
const U3 = union('U3', { a: bits(u32, 1), s: u16 });
const E12 = enumeration('E12', i32, { E12_A: -1, E12_B: 0x80000000 });
const S13 = struct('S13', { c: i8 }, { align: 8 });

export const MSVC_RULES: Readonly<Record<string, AnyType>> = {
  U1,
  U2,
  U3,
  S1: struct('S1', { c: i8, u: U1 }),
  S3: struct('S3', { c: i8, a: bits(u64, 3) }),
  S4: struct('S4', { c: i8, _: unnamed(i32, 0), d: i8 }),
  S5: struct('S5', { a: bits(i32, 3), _: unnamed(i32, 0), d: i8 }),
  S6: struct('S6', { a: bits(i32, 3), b: bits(i8, 3), c: bits(i32, 3) }),
  S6b: struct('S6b', { a: bits(i32, 3), b: bits(u32, 3), c: bits(u32, 3) }),
  S7: struct('S7', { a: bits(i8, 4), b: bits(i32, 4) }),
  S8: struct('S8', { dummy: i8 }),
  S10: struct('S10', { n: i32, fl: array(i32) }),
  S11: struct('S11', { x: i64, _: unnamed(i32, 0), y: bits(i32, 3) }),
  S12: struct('S12', { e: bits(E12, 3), f: E12 }),
  S13,
  S14: struct('S14', { c: i8, s: S13 }, { pack: 1 }),
  S15: struct('S15', { c: i8, s: align(i16, 4), i: bits(i32, 3), j: bits(i32, 30) }, { pack: 1 }),
  S16: struct('S16', { c: i8, a: bits(i32, 3), b: i16 }, { pack: 1 }),
  S17: struct('S17', { c: i8, x: align(i32, 2) }),
  S18: struct('S18', { c: i8, x: align(i32, 16), y: i32 }),
  S19: struct('S19', { b: bits(bool8, 1), c: bits(u8, 7) }),
  S20: struct('S20', { a: bits(i32, 31), b: bits(i32, 2) }),
  S21: struct('S21', { d: f64, c: i8 }),
  S22: struct('S22', { d: f64, c: i8 }),
  S23: struct('S23', { a: i32, p: pointer }),
  S24: struct('S24', { w: array(u16, 3), c: i8 }),
};
