import { assertString, shownValue } from '../errors/index.js';
import type { Endian } from './node.js';
import { schemaError } from './schema-error.js';

/**
 * The number that four characters are in a u32, as their bytes lie: what magics, tags, enums and filters take of formats whose kinds are words, such as RIFF.
 * Where the member is big-endian, say so: its number is another one.
 * @example magic(u32, fourCC('RIFF')), recordSet('Id', { Format: [fourCC('fmt '), Format] }), magic(be(u32), fourCC('MThd', 'big'))
 * @throws CastbufError ERR_SCHEMA for other than four characters of Latin-1
 */
export function fourCC(text: string, endian: Endian = 'little'): number {
  assertString('fourCC', text, 'ERR_SCHEMA');
  if (!/^[\0-\xff]{4}$/.test(text))
    throw schemaError('', `fourCC takes four characters of one byte each, not ${shownValue(text)}`);
  if (endian !== 'little' && endian !== 'big')
    throw schemaError('', `fourCC is 'little' or 'big', not ${shownValue(endian)}`);
  const codes = Array.from(text, (character) => character.charCodeAt(0));
  const ordered = endian === 'big' ? codes : codes.toReversed();
  return ordered.reduce((value, code) => value * 0x100 + code, 0);
}
