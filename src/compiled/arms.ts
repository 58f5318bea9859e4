import { CastbufError } from '../errors/index.js';
import type { Place } from './place.js';

/** @throws CastbufError ERR_DISAGREE */
export function assertArm(selected: number, arm: number, path: string): void {
  if (selected === arm) return;
  throw new CastbufError('ERR_DISAGREE', 'the tag selects another arm; set the tag first', { path });
}

/** @throws CastbufError ERR_DISAGREE */
export function assertNoArm(selected: number, path: string): void {
  if (selected < 0) return;
  throw new CastbufError('ERR_DISAGREE', 'the tag selects an arm, and raw is for one that selects none', { path });
}

/** A record may end before an arm when the tag is set after it was checked. What lies there is somebody else's. @throws CastbufError ERR_TARGET_TOO_SMALL */
export function assertArmInPlace({ at, end }: Place, want: number, path: string): void {
  const have = end - at;
  if (want <= have) return;
  const hint = `the arm that the tag selects ends at byte ${want}, and there is room for ${have}`;
  throw new CastbufError('ERR_TARGET_TOO_SMALL', hint, { path, want, have });
}

/** A member of a versioned record cannot be set where that ends before it. @throws CastbufError ERR_TARGET_TOO_SMALL */
export function assertPresent({ length: have }: Place, want: number, path: string): void {
  if (want <= have) return;
  const hint = `the record has ${have} bytes, the member ends at byte ${want}`;
  throw new CastbufError('ERR_TARGET_TOO_SMALL', hint, { path, want, have });
}
