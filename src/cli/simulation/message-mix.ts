import type { InferInput } from '../../schema/index.js';
import { createCodec } from '../engine.js';
import { AskSink, messages, MONITOR_POWER, QueryModes, SetBitRate, SetPointerShape, SetPower } from './messages.js';
import type { Random } from './random.js';
import { KNOWN_PARAMETERS } from './simulated-sink.js';

/** A message as it is sent: its bytes, and the room for its reply. */
export interface OutgoingMessage {
  readonly input: Uint8Array;
  readonly outputBytes: number;
}

const {
  SetPower: POWER,
  SetBitRate: BIT_RATE,
  QueryModes: MODES,
  SetPointerShape: POINTER,
  AskSink: ASK,
} = messages.definitions;
const setPower = createCodec(SetPower);
const setBitRate = createCodec(SetBitRate);
const queryModes = createCodec(QueryModes);
const setPointerShape = createCodec(SetPointerShape);
const askSink = createCodec(AskSink);

const REPLY_BYTES = 256;
const UNKNOWN_TYPE = 0x7f;
const POINTER_SIZES = [4, 6, 8] as const;
const UNKNOWN_PARAMETER = 'wfd_uibc_capability';

/** Where the members lie that wrong messages have wrong. */
const TYPE_OFFSET = setBitRate.layout.offsetOf('Type');
const RATE_OFFSET = setBitRate.layout.offsetOf('EncodeRate');
const PIXEL_BYTES_OFFSET = setPointerShape.layout.offsetOf('PixelBytes');

/** The messages of a display miniport driver, most of them good. */
export class MessageMix {
  constructor(private readonly random: Random) {}

  /** Any message; one in twenty is wrong. */
  next(): OutgoingMessage {
    return this.random.chance(0.05) ? this.wrong() : this.good();
  }

  /** A message that is answered at once. */
  simple(): OutgoingMessage {
    return this.random.chance(0.5) ? this.bitRate() : this.modes();
  }

  /** A message that the driver answers later. */
  question(): OutgoingMessage {
    const known = KNOWN_PARAMETERS[this.random.between(0, KNOWN_PARAMETERS.length - 1)] as string;
    const Name = this.random.chance(0.1) ? UNKNOWN_PARAMETER : known;
    return { input: askSink.encode({ Type: ASK.value, Name }), outputBytes: REPLY_BYTES };
  }

  power(isOn: boolean): OutgoingMessage {
    const { ON, OFF } = MONITOR_POWER.values;
    const input = setPower.encode({ Type: POWER.value, Power: isOn ? ON : OFF });
    return { input, outputBytes: 0 };
  }

  private good(): OutgoingMessage {
    const draw = this.random.weighted([
      [() => this.bitRate(), 35],
      [() => this.modes(), 20],
      [() => this.pointerShape(), 30],
      [() => this.question(), 13],
      [() => this.power(true), 2],
    ]);
    return draw();
  }

  private wrong(): OutgoingMessage {
    const draw = this.random.weighted([
      [() => withNumber(this.bitRate(), TYPE_OFFSET, UNKNOWN_TYPE), 1],
      [() => withNumber(this.bitRate(), RATE_OFFSET, 0), 1],
      // Cut off in its last member.
      [() => shortened(this.modes(), 2), 1],
      // It says that it has more bytes than there are.
      [() => withNumber(this.pointerShape(), PIXEL_BYTES_OFFSET, 0xffff), 1],
      [() => ({ ...this.modes(), outputBytes: 4 }), 1],
    ]);
    return draw();
  }

  private bitRate(): OutgoingMessage {
    const input = setBitRate.encode({ Type: BIT_RATE.value, EncodeRate: this.random.between(1, 50) * 1000 });
    return { input, outputBytes: REPLY_BYTES };
  }

  private modes(): OutgoingMessage {
    const input = queryModes.encode({ Type: MODES.value, EncodeRate: this.random.between(2, 20) * 1000 });
    return { input, outputBytes: REPLY_BYTES };
  }

  private pointerShape(): OutgoingMessage {
    const side = POINTER_SIZES[this.random.between(0, POINTER_SIZES.length - 1)] as number;
    const shape: InferInput<typeof SetPointerShape> = {
      Type: POINTER.value,
      Width: side,
      Height: side,
      Pixels: new Uint8Array(side * side * 4).fill(this.random.between(0, 255)),
    };
    return { input: setPointerShape.encode(shape), outputBytes: 0 };
  }
}

function withNumber({ input, outputBytes }: OutgoingMessage, offset: number, value: number): OutgoingMessage {
  new DataView(input.buffer, input.byteOffset).setUint32(offset, value, true);
  return { input, outputBytes };
}

function shortened({ input, outputBytes }: OutgoingMessage, bytes: number): OutgoingMessage {
  return { input: input.subarray(0, input.length - bytes), outputBytes };
}
