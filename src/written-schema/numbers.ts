import {
  bool32,
  bool8,
  f32,
  f64,
  filetime,
  i16,
  i32,
  i64,
  i8,
  luid,
  ntstatus,
  pointer,
  u16,
  u32,
  u64,
  u8,
  type AnyType,
  type ScalarNode,
} from '../schema/index.js';

/** Number types by the names under which castbuf exports them. */
export const NUMBERS: Readonly<Record<string, AnyType>> = {
  u8,
  u16,
  u32,
  u64,
  i8,
  i16,
  i32,
  i64,
  f32,
  f64,
  bool8,
  bool32,
  pointer,
  ntstatus,
  luid,
  filetime,
};

/** The number type that a scalar was made of. An enum has a name of its own, so that it counts as the first type of its size. */
export function numberOf(node: ScalarNode): { readonly name: string; readonly base: ScalarNode } {
  const all = Object.entries(NUMBERS).map(([name, type]) => ({ name, base: type['~node'] as ScalarNode }));
  const alike = all.filter(({ base }) => base.bytes === node.bytes && base.format === node.format);
  const found =
    alike.find(({ base }) => base.name === node.name) ??
    alike.find(({ base }) => base.align === node.align) ??
    alike[0];
  if (found === undefined) throw new Error(`no number type of castbuf is ${node.name}`);
  return found;
}

/** A number as JSON keeps it. */
export function written(value: number | bigint): number | string {
  return typeof value === 'bigint' || !Number.isFinite(value) ? String(value) : value;
}
