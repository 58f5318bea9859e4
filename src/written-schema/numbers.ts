import { CastbufError } from '../errors/index.js';
import { numberType, SCALARS, type AnyType, type Scalar, type ScalarNode } from '../schema/index.js';

/** The number type that castbuf exports under this name. */
export function numberNamed(name: string): AnyType | undefined {
  const scalar = SCALARS.get(name);
  return scalar && numberType(scalar);
}

/** The number type that a scalar was made of. An enum has a name of its own, so that it counts as the first type of its size and alignment. */
export function numberOf(node: ScalarNode): { readonly key: string; readonly scalar: Scalar } {
  const alike = [...SCALARS]
    .map(([key, scalar]) => ({ key, scalar }))
    .filter(({ scalar }) => {
      const isOfFormat = scalar.format === node.format && scalar.exponent === node.exponent;
      return isOfFormat && scalar.bytes === node.bytes;
    });
  const found =
    alike.find(({ scalar }) => scalar.name === node.name) ??
    alike.find(({ scalar }) => scalar.align === node.align) ??
    alike[0];
  if (found === undefined) throw new CastbufError('ERR_SCHEMA', `no number type of castbuf is ${node.name}`);
  return found;
}

/** A number as JSON keeps it. */
export function written(value: number | bigint): number | string {
  return typeof value === 'bigint' || !Number.isFinite(value) ? String(value) : value;
}
