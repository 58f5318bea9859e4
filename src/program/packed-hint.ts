import { findMember, isVariable, layoutOfAny, type Layout, type NamedAbi } from '../schema/index.js';

/** ABIs that pad. Of a packed one the base is not known here. */
const PADDING: ReadonlySet<string> = new Set<NamedAbi>(['msvc-x64', 'msvc-x86', 'gcc-x64']);

/**
 * Whether a length of `bytes` that is too short for the record is right where nothing is padded, as in a file that was written under
 * `#pragma pack(1)`: then what to do about it, else nothing.
 */
export function packedLengthHint(layout: Layout, lengthPath: string, bytes: number): string {
  const packed = packedLayout(layout);
  if (packed === undefined) return '';
  // A length that stands elsewhere under packedAbi(1) was read from other bytes.
  const isSame = bitOffsetOf(packed, lengthPath) === bitOffsetOf(layout, lengthPath);
  const { bytes: size, fixedBytes, node } = packed.root;
  return isSame && (isVariable(node) ? bytes >= fixedBytes : bytes === size) ? hintFor(layout, fixedBytes) : '';
}

/** The same of input that ends within a record: it is a whole number of records where nothing is padded. */
export function packedInputHint(layout: Layout, inputBytes: number): string {
  const packed = packedLayout(layout);
  if (packed === undefined || inputBytes === 0 || isVariable(packed.root.node)) return '';
  return inputBytes % packed.size === 0 ? hintFor(layout, packed.size) : '';
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
