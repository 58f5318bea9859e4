import { CastbufError } from '../errors/index.js';

/** @param what is from another engine than what it meets */
export function otherEngine(what = 'this codec is'): CastbufError {
  return new CastbufError('ERR_USAGE', `${what} from castbuf/js; import both from one entry of castbuf`);
}
