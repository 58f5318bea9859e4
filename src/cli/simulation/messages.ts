import { messageSet } from '../../miracast/index.js';
import { array, bytes, enumeration, range, struct, text, u16, u32 } from '../../schema/index.js';

/*
 * What the sample driver and its display miniport driver have agreed on. Messages and I/O control requests are private to the two:
 * the interface carries them as bytes. All begin with the same header; `Size` counts the whole message.
 */

export const MONITOR_POWER = enumeration('SAMPLE_MONITOR_POWER', u32, { OFF: 0, ON: 1 }, { strict: true });

/** Kilobits per second: what the encoder can do. */
const EncodeRate = range(u32, 1_000, 50_000);

const header = { Size: u32, Type: u32 };
const withSize = { length: 'Size' } as const;

/** The monitor is switched on or off: nothing is encoded while it is off. */
export const SetPower = struct('SAMPLE_SET_POWER', { ...header, Power: MONITOR_POWER }, withSize);

export const SetBitRate = struct('SAMPLE_SET_BIT_RATE', { ...header, EncodeRate }, withSize);
export const SetBitRateReply = struct('SAMPLE_SET_BIT_RATE_REPLY', { EncodeRate });

/** The modes that a rate is enough for. */
export const QueryModes = struct('SAMPLE_QUERY_MODES', { ...header, EncodeRate }, withSize);
export const Mode = struct('SAMPLE_MODE', { Width: u16, Height: u16, RefreshRate: u32, EncodeRate: u32 });
export const QueryModesReply = struct('SAMPLE_QUERY_MODES_REPLY', { Count: u32, Modes: array(Mode, 'Count') });

/** A new shape of the pointer, as premultiplied BGRA. */
export const SetPointerShape = struct(
  'SAMPLE_SET_POINTER_SHAPE',
  { ...header, Width: u16, Height: u16, PixelBytes: u32, Pixels: bytes('PixelBytes') },
  withSize,
);

/** A parameter that only the sink knows: the driver has to ask it, and answers later. */
export const AskSink = struct(
  'SAMPLE_ASK_SINK',
  { ...header, NameLength: u32, Name: text('ascii', 'NameLength') },
  withSize,
);
export const AskSinkReply = struct('SAMPLE_ASK_SINK_REPLY', { Length: u32, Value: text('utf-8', 'Length') });

export const messages = messageSet('Type', {
  SetPower: { value: 1, input: SetPower },
  SetBitRate: { value: 2, input: SetBitRate, output: SetBitRateReply },
  QueryModes: { value: 3, input: QueryModes, output: QueryModesReply },
  SetPointerShape: { value: 4, input: SetPointerShape },
  AskSink: { value: 5, input: AskSink, output: AskSinkReply },
});

/** The driver's requests to its miniport, through MiracastIoControl. */
export const REQUEST = enumeration('SAMPLE_REQUEST', u32, { QUERY_ENCODER: 1, SET_ENCODE_RATE: 2, SEND_I_FRAME: 3 });
export const EncoderRequest = struct('SAMPLE_ENCODER_REQUEST', { Request: REQUEST, EncodeRate: u32 });
export const EncoderReply = struct('SAMPLE_ENCODER_REPLY', { EncodeRate, MaxEncodeRate: u32, FramesPerSecond: u32 });
