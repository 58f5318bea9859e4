import type { HeaderPlace } from './header-error.js';

interface LineMarker {
  /** Physical line, from 1, that the marker speaks about. */
  readonly physicalLine: number;
  readonly line: number;
  readonly file: string;
}

/**
 * The text of one file. `text` has its spliced lines (backslash, end of line) joined, so that nobody after it sees them;
 * offsets into it lead back to lines and columns of what the user wrote, or of what a line marker (`# 12 "file.h"`) names.
 */
export class Source {
  readonly text: string;
  /** `<%` and the like may stand for brackets: nobody may look at the text without making tokens of it. */
  readonly hasDigraphs: boolean;
  private readonly joints: number[] = [];
  private readonly removed: number[] = [];
  private lineStarts: number[] | undefined;
  private readonly markers: LineMarker[] = [];

  constructor(
    readonly name: string,
    readonly written: string,
    /** Folder index of the include callback's search, for `#include_next`; undefined in the first file. */
    readonly origin: unknown = undefined,
  ) {
    this.text = /\\[ \t]*\r?\n/.test(written) ? this.joined() : written;
    this.hasDigraphs = /<[%:]|[%:]>|%:/.test(this.text);
  }

  placeOf(offset: number): HeaderPlace {
    const at = this.originalOffset(Math.min(offset, this.text.length));
    const starts = this.starts();
    const physicalLine = upperBound(starts, at);
    const start = starts[physicalLine - 1] as number;
    const end = this.written.indexOf('\n', start);
    const text = this.written.slice(start, end < 0 ? undefined : end).replace(/\r$/, '');
    const marker = this.markers.findLast((one) => one.physicalLine <= physicalLine);
    const column = at - start + 1;
    if (marker === undefined) return { file: this.name, line: physicalLine, column, text };
    return { file: marker.file, line: marker.line + physicalLine - marker.physicalLine, column, text };
  }

  /** A line marker or #line that ends at `offset`: the next line is `line` of `file`. */
  mark(offset: number, line: number, file: string | undefined): void {
    const physicalLine = upperBound(this.starts(), this.originalOffset(offset)) + 1;
    this.markers.push({ physicalLine, line, file: file ?? this.markers.at(-1)?.file ?? this.name });
  }

  private joined(): string {
    const parts: string[] = [];
    let from = 0;
    let length = 0;
    let removed = 0;
    for (const { index, 0: splice } of this.written.matchAll(/\\[ \t]*\r?\n/g)) {
      parts.push(this.written.slice(from, index));
      length += index - from;
      removed += splice.length;
      this.joints.push(length);
      this.removed.push(removed);
      from = index + splice.length;
    }
    return parts.join('') + this.written.slice(from);
  }

  private originalOffset(offset: number): number {
    const before = upperBound(this.joints, offset);
    return before === 0 ? offset : offset + (this.removed[before - 1] as number);
  }

  private starts(): number[] {
    if (this.lineStarts !== undefined) return this.lineStarts;
    const starts = [0];
    for (let at = this.written.indexOf('\n'); at >= 0; at = this.written.indexOf('\n', at + 1)) starts.push(at + 1);
    return (this.lineStarts = starts);
  }
}

/** How many of the ascending numbers are at most `value`. */
function upperBound(numbers: readonly number[], value: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Offset of the first line longer than `limit` characters, or -1. */
export function longLineAt(text: string, limit: number): number {
  for (let from = 0; from + limit < text.length;) {
    const end = text.indexOf('\n', from);
    if ((end < 0 ? text.length : end) - from > limit) return from;
    if (end < 0) return -1;
    from = end + 1;
  }
  return -1;
}
