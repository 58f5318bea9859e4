import * as K from '../../assembly/columns/layout.js';

/** The words of each set of columns: batches of a stream have the same, whose words are made, and brought in, once. */
const MADE = new WeakMap<ReadonlySet<number>, { readonly of: Int32Array; readonly words: Int32Array }>();

/** A program without the windows and picks that no wanted column needs. */
export function projectedWords(of: Int32Array, wanted: ReadonlySet<number>): Int32Array {
  const known = MADE.get(wanted);
  if (known?.of === of) return known.words;
  const words = of.slice();
  const table = of[K.P_COLUMNS_OFFSET] as number;
  const isWanted = (columnOffset: number): boolean =>
    columnOffset !== 0 && wanted.has((columnOffset - table) / K.COLUMN_BYTES);
  const framed = of[K.P_FRAMED_WINDOWS] as number;
  let from = (of[K.P_WINDOWS_OFFSET] as number) / 4;
  let to = from;
  words[K.P_WINDOW_COUNT] = words[K.P_FRAMED_WINDOWS] = 0;
  for (let window = 0; window < (of[K.P_WINDOW_COUNT] as number); window++) {
    const picks = of[from + K.WINDOW_PICKS] as number;
    const end = from + K.WINDOW_WORDS + picks * K.PICK_WORDS;
    const lanes = [0, 1, 2, 3].map((lane) => of[from + K.WINDOW_LANES + lane] as number);
    const kept = wantedPicks(of, from + K.WINDOW_WORDS, end, isWanted);
    if (kept.length > 0 || lanes.some(isWanted)) {
      words.set(of.subarray(from, from + K.WINDOW_WORDS), to);
      words[to + K.WINDOW_PICKS] = kept.length;
      to += K.WINDOW_WORDS;
      for (const pick of kept) {
        words.set(of.subarray(pick, pick + K.PICK_WORDS), to);
        to += K.PICK_WORDS;
      }
      words[K.P_WINDOW_COUNT]++;
      if (window < framed) words[K.P_FRAMED_WINDOWS]++;
    }
    from = end;
  }
  MADE.set(wanted, { of, words });
  return words;
}

/** Picks of wanted columns, and those that reverse a lane for them. */
function wantedPicks(
  of: Int32Array,
  from: number,
  end: number,
  isWanted: (columnOffset: number) => boolean,
): readonly number[] {
  const picks: number[] = [];
  for (let pick = from; pick < end; pick += K.PICK_WORDS) picks.push(pick);
  const columnOf = (pick: number): number => of[pick + K.PICK_COLUMN] as number;
  const direct = picks.filter((pick) => isWanted(columnOf(pick)));
  if (direct.length === 0) return [];
  return picks.filter((pick) => direct.includes(pick) || columnOf(pick) === 0);
}
