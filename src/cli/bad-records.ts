import type { CastbufError } from '../errors/index.js';
import type { Gap, OnBadRecord } from '../columns/index.js';
import { CommandError, ExitStatus } from './exit-status.js';
import { describeBadRecord, say } from './messages.js';
import { counted } from './numbers-text.js';
import type { KindBatch } from './record-kinds.js';

/** How many of one input are told one by one. */
const MOST_TOLD = 10;

/** What to do with a record that is bad: as the library does, or go on where records begin again. */
export type OnBadRecordAsked = OnBadRecord | 'resync';

/** The records of one input that --skip-bad passes over, or the gaps of --resync. */
export class BadRecords {
  count = 0;
  bytes = 0;
  /** What is wrong with the first of them. */
  first: CastbufError | undefined;

  /** @param tell says what is wrong with one; not asked for those after the first few */
  constructor(
    private readonly asked: OnBadRecordAsked,
    private readonly tell: (reason: CastbufError, bytes: number) => void,
  ) {}

  /** What one of them is called. */
  get what(): string {
    return this.asked === 'resync' ? 'gap' : 'bad record';
  }

  add(gaps: readonly Gap[]): void {
    for (const gap of gaps) {
      const bytes = gap.to - gap.from;
      if (this.count === 0) this.first = gap.reason;
      if (this.count < MOST_TOLD) this.tell(gap.reason, bytes);
      this.count++;
      this.bytes += bytes;
    }
  }

  /** The error that the command ends with because of them. */
  get error(): CommandError | undefined {
    const { count, bytes, first } = this;
    if (first === undefined) return undefined;
    const more = count > MOST_TOLD ? `; the first ${MOST_TOLD} are told above` : '';
    const were = count === 1 ? 'was' : 'were';
    const what = `${counted(count, this.what)} of ${counted(bytes, 'byte')} ${were} passed over${more}`;
    return new CommandError(ExitStatus.DATA, what, { cause: first });
  }
}

/** Tells each on stderr. */
export function toldBadRecords(asked: OnBadRecordAsked, name: string | undefined): BadRecords {
  const prefix = name === undefined ? '' : `${name}: `;
  return new BadRecords(asked, (reason, bytes) => say(`${prefix}${describeBadRecord(reason, bytes)}`));
}

/** The gaps before row `count` of a batch, which is the last that is looked at. */
export function gapsBefore({ gaps, batches, kindAt, placeAt }: KindBatch, count: number): readonly Gap[] {
  if (count === 0 || gaps.length === 0) return [];
  const batch = batches[kindAt(count - 1)] as KindBatch['batches'][number];
  const last = batch.byteOffset + (batch.offsets[placeAt(count - 1)] as number);
  return gaps.filter(({ from }) => from < last);
}
