import type { BatchSource, OnBadRecord, RecordProbe, StreamedRecords } from '../columns/index.js';
import { CastbufError, shownValue } from '../errors/index.js';
import { RecordStarts } from './record-starts.js';
import type { StreamOptions } from './stream.js';

/** Records that follow one another where a stream begins again. */
const CHAIN = 3;
const MOST_CHAIN = 1000;

/** Where a stream begins again; undefined: it does not. @throws CastbufError ERR_USAGE */
export function startsOf(
  { probe, program }: BatchSource,
  { resync = false, borrow, onBadRecord }: StreamOptions,
): RecordStarts | undefined {
  if (resync === false) return undefined;
  const chain = resync === true ? CHAIN : resync;
  if (!Number.isInteger(chain) || chain < 1 || chain > MOST_CHAIN)
    throw new CastbufError(
      'ERR_USAGE',
      `resync is true, or a number of records from 1 to ${MOST_CHAIN}, not ${shownValue(resync)}`,
    );
  const refusal = refusalOfResync(probe, program, borrow, onBadRecord);
  if (refusal !== undefined) throw new CastbufError('ERR_USAGE', refusal);
  return new RecordStarts(probe as RecordProbe, program.layout.root.node.options.startAlign, chain);
}

function refusalOfResync(
  probe: RecordProbe | undefined,
  { takesRest }: StreamedRecords,
  borrow: boolean | undefined,
  onBadRecord: OnBadRecord | undefined,
): string | undefined {
  if (probe === undefined)
    return 'a compiled codec cannot resync: give stream a codec of createCodec or createSetCodec';
  if (takesRest)
    return 'resync needs records that say how long they are: the last part of this type takes all that is left';
  if (borrow === true) return 'a batch that borrows memory is gone when resync looks on: leave out borrow';
  if (onBadRecord === 'skip') return 'resync finds the next record by its own means: leave out onBadRecord';
  return undefined;
}
