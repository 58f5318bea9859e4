/** Which bytes of a record's fixed part are always written; the others are made zero before. */
export class CoveredBytes {
  private readonly covered: boolean[] = [];

  add(from: number, end: number): void {
    for (let at = from; at < end; at++) this.covered[at] = true;
  }

  /** Statements that make the other bytes below `end` zero. */
  zerosText(end: number): string {
    const lines: string[] = [];
    for (let at = 0; at < end;) {
      let last = at;
      while (last < end && this.covered[last] !== true) last++;
      if (last - at > MOST_STORED) lines.push(`output.bytes.fill(0, ${at}, ${last});`);
      else lines.push(...storesOf(at, last));
      at = last + 1;
    }
    return lines.join('\n');
  }
}

/** More bytes than these are filled by a call, which takes as long as some stores. */
const MOST_STORED = 32;

function storesOf(from: number, end: number): string[] {
  const lines: string[] = [];
  for (let at = from; at < end;) {
    const bytes = [8, 4, 2, 1].find((size) => size <= end - at) as number;
    lines.push(bytes === 8 ? `view.setFloat64(${at}, 0);` : `view.setUint${bytes * 8}(${at}, 0);`);
    at += bytes;
  }
  return lines;
}
