import { CastbufError } from '../errors/index.js';
import type { BatchData } from './column-data.js';
import { STALE } from './shown-batch.js';

/** What says whether a batch's memory was used again. */
type Epoch = Pick<BatchData, 'owner' | 'epoch'>;

export function isStale({ owner, epoch }: Epoch): boolean {
  return owner.epoch !== epoch;
}

/** The same data. @throws CastbufError ERR_STALE_BATCH where the memory of its columns was used again */
export function freshData<D extends Epoch>(data: D): D {
  if (isStale(data)) throw new CastbufError('ERR_STALE_BATCH', STALE);
  return data;
}

/** The same data. @throws CastbufError ERR_STALE_BATCH, also where the caller's buffer is detached or has become too short */
export function wholeData<D extends Epoch & Pick<BatchData, 'bytes' | 'consumed'>>(data: D): D {
  const { bytes, consumed } = freshData(data);
  if (bytes.length >= consumed) return data;
  throw new CastbufError('ERR_STALE_BATCH', 'the bytes of this batch are gone; keep it with batch.copy() before that');
}
