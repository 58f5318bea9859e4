import { findMember, isVariable, layoutOfAny, NAMED_ABIS, type Layout, type NamedAbi } from '../schema/index.js';

/** ABIs that pad. Of a packed one the base is not known here. */
const PADDING: ReadonlySet<string> = /* @__PURE__ */ new Set(NAMED_ABIS);

/** What to do about bytes that are right where nothing is padded: `isExact` for just so many, else for these and more. */
export interface PackedHint {
  readonly bytes: number;
  readonly isExact: boolean;
  readonly hint: string;
}

/**
 * Whether a length of `bytes` that is too short for the record is right where nothing is padded, as in a file that was written under
 * `#pragma pack(1)`: then what to do about it, else nothing.
 */
export function packedLengthHint(layout: Layout, lengthPath: string, bytes: number): string {
  const packed = packedLengthOf(layout, lengthPath);
  if (packed === undefined) return '';
  return (packed.isExact ? bytes === packed.bytes : bytes >= packed.bytes) ? packed.hint : '';
}

/** The length that a record has where nothing is padded; undefined where its length says nothing of it. */
export function packedLengthOf(layout: Layout, lengthPath: string): PackedHint | undefined {
  const packed = packedLayout(layout);
  // A length that stands elsewhere under packedAbi(1) was read from other bytes.
  if (packed === undefined || bitOffsetOf(packed, lengthPath) !== bitOffsetOf(layout, lengthPath)) return undefined;
  const { bytes, fixedBytes, node } = packed.root;
  const hint = hintFor(layout, fixedBytes);
  return isVariable(node) ? { bytes: fixedBytes, isExact: false, hint } : { bytes, isExact: true, hint };
}

/** The same of input that ends within a record: it is a whole number of records where nothing is padded. */
export function packedInputHint(layout: Layout, inputBytes: number): string {
  const packed = inputBytes === 0 ? undefined : packedInputOf(layout);
  return packed !== undefined && inputBytes % packed.bytes === 0 ? packed.hint : '';
}

/** Bytes of a record where nothing is padded; undefined where input says nothing of it. */
export function packedInputOf(layout: Layout): PackedHint | undefined {
  const packed = packedLayout(layout);
  if (packed === undefined || isVariable(packed.root.node)) return undefined;
  return { bytes: packed.size, isExact: true, hint: hintFor(layout, packed.size) };
}

function hintFor({ abi }: Layout, bytes: number): string {
  const call = abi === 'msvc-x64' ? 'packedAbi(1)' : `packedAbi(1, '${abi}')`;
  return `; without padding it takes ${bytes}: createCodec(type, { abi: ${call} })`;
}

/** Packed layouts that were asked for: a sender that is always wrong would have one made for each message. */
const PACKED_LAYOUTS = new WeakMap<Layout, { readonly packed: Layout | undefined }>();

/** Undefined where it is not smaller, or the type has no such layout. */
function packedLayout(layout: Layout): Layout | undefined {
  let known = PACKED_LAYOUTS.get(layout);
  if (known === undefined) PACKED_LAYOUTS.set(layout, (known = { packed: layPacked(layout) }));
  return known.packed;
}

function layPacked({ abi, root }: Layout): Layout | undefined {
  if (!PADDING.has(abi)) return undefined;
  try {
    const packed = layoutOfAny({ '~node': root.node } as never, { packed: 1, base: abi as NamedAbi });
    return packed.root.fixedBytes < root.fixedBytes ? packed : undefined;
  } catch {
    return undefined;
  }
}

function bitOffsetOf({ root }: Layout, path: string): number | undefined {
  return findMember(root.members, path)?.bitOffset;
}
