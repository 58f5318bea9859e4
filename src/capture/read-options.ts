import { textOf, paddedTo4, type Body } from './body.js';
import type { CaptureOption, OptionValue } from './blocks.js';
import { COMMENT, END_OF_OPTIONS, KIND_BYTES, knownOption, type OptionKind } from './option-kinds.js';

const NONE: readonly CaptureOption[] = Object.freeze([]);
const NO_COMMENTS: readonly string[] = Object.freeze([]);
const OPTION_HEADER_BYTES = 4;
const PEN_BYTES = 4;

/**
 * The options of a block from `at` on. They end with an option of code 0, or where the block does.
 * @throws CastbufError ERR_DATA_OVERRUN where one is longer than what is left of the block
 */
export function readOptions(body: Body, at: number, blockType: number): readonly CaptureOption[] {
  if (body.end - at < OPTION_HEADER_BYTES) return NONE;
  const options: CaptureOption[] = [];
  while (body.end - at >= OPTION_HEADER_BYTES) {
    const code = body.u16(at);
    if (code === END_OF_OPTIONS) break;
    const length = body.u16(at + 2);
    const from = at + OPTION_HEADER_BYTES;
    body.needData(from, length, at + 2, `option ${code}`);
    options.push(readOption(body, code, from, length, blockType));
    at = from + paddedTo4(length);
  }
  return options;
}

function readOption(body: Body, code: number, from: number, length: number, blockType: number): CaptureOption {
  const { name, kind, isCustom } = knownOption(blockType, code);
  const to = from + length;
  if (!isCustom) return { code, name, value: valueOf(body, kind, from, to) };
  if (length < PEN_BYTES) return { code, name, value: body.slice(from, to) };
  return { code, name, value: valueOf(body, kind, from + PEN_BYTES, to), pen: body.u32(from) };
}

function valueOf(body: Body, kind: OptionKind, from: number, to: number): OptionValue {
  if (kind === 'text') return textOf(body.slice(from, to));
  if (kind === 'bytes' || KIND_BYTES[kind] !== to - from) return body.slice(from, to);
  return kind === 'u8' ? (body.bytes[from] as number) : body[kind](from);
}

/** Texts of the comments among them. */
export function commentsOf(options: readonly CaptureOption[]): readonly string[] {
  if (options.length === 0) return NO_COMMENTS;
  return options.filter(({ code }) => code === COMMENT).map(({ value }) => value as string);
}

export function optionOf(options: readonly CaptureOption[], code: number): CaptureOption | undefined {
  return options.find((option) => option.code === code);
}
