import type { Field } from './window-plan.js';

/*
 * Which bytes of four records are written at once. MIRACAST_CHUNK_DATA has four segments, which are written as two vectors of 16 bytes a record; what the last of them
 * has after the fixed part, the payload is written over:
 *
 *   offset     0           4           8                       16          20          24          28
 *   record     | ChunkType | (padding) | ChunkId               | Processing| EncodeRate| Size      |
 *   segment    0                       8                       16                      24
 */

/** Up to 8 bytes that hold some fields whole. */
export interface Segment {
  readonly offset: number;
  readonly bytes: number;
  readonly fields: readonly Field[];
}

/** Bytes that no field has. */
export interface Blank {
  readonly offset: number;
  readonly blank: number;
}

/** What lies in [0, end), in order; undefined where fields lie across each other so that nothing separates them. */
export function planSegments(fields: readonly Field[], end: number): (Segment | Blank)[] | undefined {
  const parts: (Segment | Blank)[] = [];
  for (let at = 0; at < end;) {
    const next = Math.min(end, ...fields.map(({ first }) => first).filter((first) => first >= at));
    // Fewer bytes are zeros of a segment.
    if (next >= at + 8 || next === end) {
      parts.push({ offset: at, blank: next - at });
      at = next;
      continue;
    }
    const isCut = (cut: number): boolean => fields.some(({ first, bytes }) => first < cut && cut < first + bytes);
    const bytes = [8, 7, 6, 5, 4, 3, 2, 1].find((one) => at + one <= end && at + one > next && !isCut(at + one));
    if (bytes === undefined) return undefined;
    const start = at;
    parts.push({ offset: at, bytes, fields: fields.filter(({ first }) => first >= start && first < start + bytes) });
    at += bytes;
  }
  return parts;
}
