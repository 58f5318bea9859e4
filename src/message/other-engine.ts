import { CastbufError } from '../errors/index.js';

/** @param what the thing that belongs to another engine than the call */
export function otherEngine(what = 'this codec is'): CastbufError {
  return new CastbufError('ERR_USAGE', `${what} from castbuf/js; import both from one entry of castbuf`);
}
