import { word } from '../core/memory';
import * as K from './layout';

export function columnAt(program: usize, index: i32): usize {
  return program + <usize>word(program, K.P_COLUMNS_OFFSET) + <usize>(index * K.COLUMN_BYTES);
}

/** Bytes of one element of a column of this kind. */
export function elementBytes(kind: i32): usize {
  switch (kind) {
    case K.COLUMN_U8:
    case K.COLUMN_I8:
    case K.COLUMN_BYTES_FIXED:
      return 1;
    case K.COLUMN_U16:
    case K.COLUMN_I16:
      return 2;
    case K.COLUMN_U32:
    case K.COLUMN_I32:
    case K.COLUMN_F32:
    case K.COLUMN_LIST:
      return 4;
  }
  return 8;
}
