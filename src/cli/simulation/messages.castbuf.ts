// messages under msvc-x64, compiled by castbuf from messages.ts. Do not edit it: change the schema and compile it again.
// schema 7596fe031ec548f534d0e474de75b97b58c5ebf3cf1ff8badd8e57de2197880d
// schema 274b757a9914ab15ffd52e618be5a592ac8dfad4f32f6d9d92215dbd72f7f1e0
// schema d88139f3eec385e49c5dc62bcae7a9c5e83a179306a152ab61775bac2eefacde
// schema aeafd4e733688d628658e204fd55e8ebe168af04b3a4f20dcf2ff0de63612aec
// schema e229ad28b2b3ce6d518ed9bd3f610761b02e5c8583dbb9727e8144e7a70e50d7
// schema ab16435bea1892297d4fe4cd33cf2bfa9af20669abf4d5c0e5915c91a346ec27
// schema 9223bcac03068ec2fc1a037eec86a7ae248c75ed8e043003cf8565b044b3b97f
// schema dd1b0b76ebd93d1b224c52f8594edfa46da23cb71cd7f4128799055732a06420
// @ts-nocheck -- what the functions consist of is plain JavaScript; what they take and give has types

import type { ArrayView, CompiledMessageSet, MessageType } from '../../compiled/index.js';
import {
  ArrayView,
  Cursor,
  Parts,
  aboveLimit,
  bytesAt,
  bytesOfText,
  changed,
  compiledMessages,
  cursorClass,
  decodeAscii,
  decodeUtf8,
  disagreeing,
  encodeText,
  giveOutput,
  given,
  givenBytes,
  givenInteger,
  givenName,
  growingArray,
  isObject,
  listLength,
  listPlan,
  messageView,
  outOfRange,
  overrun,
  plainPlan,
  putUint,
  readAscii,
  recordPlan,
  refuseExtra,
  refused,
  refusedWritten,
  replaceBytes,
  roomFor,
  seated,
  setGrowing,
  shortLength,
  sliceOf,
  takeOutput,
  textBytes,
  tooLong,
  truncated,
  unitsAt,
  unknownEnum,
  unsettable,
  viewedUint,
  wrongGiven,
  wrongInteger,
  wrongObject,
} from '../../compiled/index.js';

function checkMessageSampleSetPower(view, at, end) {
  if (end - at < 12) throw truncated(at, 12, end - at);
  const length = view.getUint32(at, true);
  if (length < 12) throw shortLength(at, 0, 'Size', 12, length);
  if (length > end - at) throw overrun(at, 0, 'Size', length, end - at, length);
  if (length > 16777216) throw tooLong(at, length, 16777216);
  const value = view.getUint32(at + 8, true);
  if (value > 1) throw unknownEnum(at, 8, 'Power', value);
  return length;
}

const namesSAMPLE_MONITOR_POWER = {
  OFF: 0,
  ON: 1,
};

const MessageSampleSetPower = /* @__PURE__ */ cursorClass(
  class MessageSampleSetPower extends Cursor {
    #place;

    constructor(place) {
      super();
      this.#place = place;
    }

    get '~place'() {
      return this.#place;
    }

    get Size() {
      const place = this.#place;
      const value = place.words[place.word];
      return value === undefined ? viewedUint(place, 0) : value >>> 0;
    }

    set Size(value) {
      const place = this.#place;
      const at = place.word;
      if (typeof value === 'number' && (value >>> 0) === value && at < place.words.length) place.words[at] = value;
      else putUint(place, 0, value, 'Size');
    }

    get Type() {
      const place = this.#place;
      const value = place.words[place.word + 1];
      return value === undefined ? viewedUint(place, 4) : value >>> 0;
    }

    set Type(value) {
      const place = this.#place;
      const at = place.word + 1;
      if (typeof value === 'number' && (value >>> 0) === value && at < place.words.length) place.words[at] = value;
      else putUint(place, 4, value, 'Type');
    }

    get Power() {
      const place = this.#place;
      const value = place.words[place.word + 2];
      return value === undefined ? viewedUint(place, 8) : value >>> 0;
    }

    set Power(value) {
      const given = givenInteger(givenName(value, namesSAMPLE_MONITOR_POWER, 'SAMPLE_MONITOR_POWER', false, 'Power'), 0, 4294967295, 'Power');
      if (given !== 0 && given !== 1) refused('ERR_UNKNOWN_ENUM', 'the value is none of its names; leave out strict to let it pass', 'Power');
      const { view, at } = this.#place;
      view.setUint32(at + 8, given, true);
    }

    get unknownTail() {
      const place = this.#place;
      const extent = 12;
      if (extent >= place.length) return undefined;
      return bytesAt(place, place.record + extent, place.length - extent);
    }

    set unknownTail(value) {
      unsettable('unknownTail');
    }
  },
  'SAMPLE_SET_POWER',
);

function readSampleSetPower(view, at, length, copy) {
  const value = {
    Size: view.getUint32(at, true),
    Type: view.getUint32(at + 4, true),
    Power: view.getUint32(at + 8, true),
  };
  if (12 < length) value.unknownTail = copy(view, at + 12, length - 12);
  return value;
}

function decodeMessageSampleSetPower(message) {
  const view = messageView(message);
  return readSampleSetPower(view, 0, checkMessageSampleSetPower(view, 0, view.byteLength), sliceOf);
}

function checkMessageSampleSetBitRate(view, at, end) {
  if (end - at < 12) throw truncated(at, 12, end - at);
  const length = view.getUint32(at, true);
  if (length < 12) throw shortLength(at, 0, 'Size', 12, length);
  if (length > end - at) throw overrun(at, 0, 'Size', length, end - at, length);
  if (length > 16777216) throw tooLong(at, length, 16777216);
  const value = view.getUint32(at + 8, true);
  if (value < 1000 || value > 50000) {
    throw outOfRange(at, 8, 'EncodeRate', value < 1000 ? 1000 : 50000, value, 1000, 50000);
  }
  return length;
}

const MessageSampleSetBitRate = /* @__PURE__ */ cursorClass(
  class MessageSampleSetBitRate extends Cursor {
    #place;

    constructor(place) {
      super();
      this.#place = place;
    }

    get '~place'() {
      return this.#place;
    }

    get Size() {
      const place = this.#place;
      const value = place.words[place.word];
      return value === undefined ? viewedUint(place, 0) : value >>> 0;
    }

    set Size(value) {
      const place = this.#place;
      const at = place.word;
      if (typeof value === 'number' && (value >>> 0) === value && at < place.words.length) place.words[at] = value;
      else putUint(place, 0, value, 'Size');
    }

    get Type() {
      const place = this.#place;
      const value = place.words[place.word + 1];
      return value === undefined ? viewedUint(place, 4) : value >>> 0;
    }

    set Type(value) {
      const place = this.#place;
      const at = place.word + 1;
      if (typeof value === 'number' && (value >>> 0) === value && at < place.words.length) place.words[at] = value;
      else putUint(place, 4, value, 'Type');
    }

    get EncodeRate() {
      const place = this.#place;
      const value = place.words[place.word + 2];
      return value === undefined ? viewedUint(place, 8) : value >>> 0;
    }

    set EncodeRate(value) {
      const given = givenInteger(value, 0, 4294967295, 'EncodeRate');
      if (!(given >= 1000 && given <= 50000)) refused('ERR_OUT_OF_RANGE', 'it must be from 1000 to 50000', 'EncodeRate');
      const { view, at } = this.#place;
      view.setUint32(at + 8, given, true);
    }

    get unknownTail() {
      const place = this.#place;
      const extent = 12;
      if (extent >= place.length) return undefined;
      return bytesAt(place, place.record + extent, place.length - extent);
    }

    set unknownTail(value) {
      unsettable('unknownTail');
    }
  },
  'SAMPLE_SET_BIT_RATE',
);

function readSampleSetBitRate(view, at, length, copy) {
  const value = {
    Size: view.getUint32(at, true),
    Type: view.getUint32(at + 4, true),
    EncodeRate: view.getUint32(at + 8, true),
  };
  if (12 < length) value.unknownTail = copy(view, at + 12, length - 12);
  return value;
}

function decodeMessageSampleSetBitRate(message) {
  const view = messageView(message);
  return readSampleSetBitRate(view, 0, checkMessageSampleSetBitRate(view, 0, view.byteLength), sliceOf);
}

const ReplySampleSetBitRateReply = /* @__PURE__ */ cursorClass(
  class ReplySampleSetBitRateReply extends Cursor {
    #place;

    constructor(place) {
      super();
      this.#place = place;
    }

    get '~place'() {
      return this.#place;
    }

    get EncodeRate() {
      const place = this.#place;
      const value = place.words[place.word];
      return value === undefined ? viewedUint(place, 0) : value >>> 0;
    }

    set EncodeRate(value) {
      const given = givenInteger(value, 0, 4294967295, 'EncodeRate');
      if (!(given >= 1000 && given <= 50000)) refused('ERR_OUT_OF_RANGE', 'it must be from 1000 to 50000', 'EncodeRate');
      const { view, at } = this.#place;
      view.setUint32(at, given, true);
    }
  },
  'SAMPLE_SET_BIT_RATE_REPLY',
);

function measureSampleSetBitRateReply(view, at, end) {
  if (end - at < 4) throw truncated(at, 4, end - at);
  const value = view.getUint32(at, true);
  if (value < 1000 || value > 50000) {
    throw outOfRange(at, 0, 'EncodeRate', value < 1000 ? 1000 : 50000, value, 1000, 50000);
  }
  return 4;
}

function finishSampleSetBitRateReply(view, at, end) {
  const length = measureSampleSetBitRateReply(view, at, end);
  return length;
}

function checkSampleSetBitRateReply(view, at, end) {
  if (end - at < 4) throw truncated(at, 4, end - at);
  const value = view.getUint32(at, true);
  if (value < 1000 || value > 50000) {
    throw outOfRange(at, 0, 'EncodeRate', value < 1000 ? 1000 : 50000, value, 1000, 50000);
  }
  return 4;
}

const NAMES_SampleSetBitRateReply = ['EncodeRate'];

function isNameSampleSetBitRateReply(key) {
  return key === 'EncodeRate';
}

function putSampleSetBitRateReply(value) {
  if (!isObject(value)) throw wrongObject(value, '');
  for (const key in value) if (!isNameSampleSetBitRateReply(key)) refuseExtra(value, key, NAMES_SampleSetBitRateReply, '');
  const output = takeOutput(4);
  const { view } = output;
  const EncodeRate = value.EncodeRate;
  if (typeof EncodeRate !== 'number' || EncodeRate >>> 0 !== EncodeRate) {
    throw wrongInteger(given(value, 'EncodeRate', EncodeRate), 'EncodeRate', 0, 4294967295);
  }
  view.setUint32(0, EncodeRate, true);
  giveOutput(output);
  try {
    checkSampleSetBitRateReply(output.view, 0, output.end);
  } catch (error) {
    throw refusedWritten(error);
  }
  return output;
}

function checkMessageSampleQueryModes(view, at, end) {
  if (end - at < 12) throw truncated(at, 12, end - at);
  const length = view.getUint32(at, true);
  if (length < 12) throw shortLength(at, 0, 'Size', 12, length);
  if (length > end - at) throw overrun(at, 0, 'Size', length, end - at, length);
  if (length > 16777216) throw tooLong(at, length, 16777216);
  const value = view.getUint32(at + 8, true);
  if (value < 1000 || value > 50000) {
    throw outOfRange(at, 8, 'EncodeRate', value < 1000 ? 1000 : 50000, value, 1000, 50000);
  }
  return length;
}

const MessageSampleQueryModes = /* @__PURE__ */ cursorClass(
  class MessageSampleQueryModes extends Cursor {
    #place;

    constructor(place) {
      super();
      this.#place = place;
    }

    get '~place'() {
      return this.#place;
    }

    get Size() {
      const place = this.#place;
      const value = place.words[place.word];
      return value === undefined ? viewedUint(place, 0) : value >>> 0;
    }

    set Size(value) {
      const place = this.#place;
      const at = place.word;
      if (typeof value === 'number' && (value >>> 0) === value && at < place.words.length) place.words[at] = value;
      else putUint(place, 0, value, 'Size');
    }

    get Type() {
      const place = this.#place;
      const value = place.words[place.word + 1];
      return value === undefined ? viewedUint(place, 4) : value >>> 0;
    }

    set Type(value) {
      const place = this.#place;
      const at = place.word + 1;
      if (typeof value === 'number' && (value >>> 0) === value && at < place.words.length) place.words[at] = value;
      else putUint(place, 4, value, 'Type');
    }

    get EncodeRate() {
      const place = this.#place;
      const value = place.words[place.word + 2];
      return value === undefined ? viewedUint(place, 8) : value >>> 0;
    }

    set EncodeRate(value) {
      const given = givenInteger(value, 0, 4294967295, 'EncodeRate');
      if (!(given >= 1000 && given <= 50000)) refused('ERR_OUT_OF_RANGE', 'it must be from 1000 to 50000', 'EncodeRate');
      const { view, at } = this.#place;
      view.setUint32(at + 8, given, true);
    }

    get unknownTail() {
      const place = this.#place;
      const extent = 12;
      if (extent >= place.length) return undefined;
      return bytesAt(place, place.record + extent, place.length - extent);
    }

    set unknownTail(value) {
      unsettable('unknownTail');
    }
  },
  'SAMPLE_QUERY_MODES',
);

function readSampleQueryModes(view, at, length, copy) {
  const value = {
    Size: view.getUint32(at, true),
    Type: view.getUint32(at + 4, true),
    EncodeRate: view.getUint32(at + 8, true),
  };
  if (12 < length) value.unknownTail = copy(view, at + 12, length - 12);
  return value;
}

function decodeMessageSampleQueryModes(message) {
  const view = messageView(message);
  return readSampleQueryModes(view, 0, checkMessageSampleQueryModes(view, 0, view.byteLength), sliceOf);
}

const ReplySampleQueryModesReply_Modes_Element = /* @__PURE__ */ cursorClass(
  class ReplySampleQueryModesReply_Modes_Element extends Cursor {
    #place;

    constructor(place) {
      super();
      this.#place = place;
    }

    get '~place'() {
      return this.#place;
    }

    get Width() {
      const { view, at } = this.#place;
      return view.getUint16(at, true);
    }

    set Width(value) {
      const { view, at } = this.#place;
      view.setUint16(at, givenInteger(value, 0, 65535, 'Modes[].Width'), true);
    }

    get Height() {
      const { view, at } = this.#place;
      return view.getUint16(at + 2, true);
    }

    set Height(value) {
      const { view, at } = this.#place;
      view.setUint16(at + 2, givenInteger(value, 0, 65535, 'Modes[].Height'), true);
    }

    get RefreshRate() {
      const { view, at } = this.#place;
      return view.getUint32(at + 4, true);
    }

    set RefreshRate(value) {
      const { view, at } = this.#place;
      view.setUint32(at + 4, givenInteger(value, 0, 4294967295, 'Modes[].RefreshRate'), true);
    }

    get EncodeRate() {
      const { view, at } = this.#place;
      return view.getUint32(at + 8, true);
    }

    set EncodeRate(value) {
      const { view, at } = this.#place;
      view.setUint32(at + 8, givenInteger(value, 0, 4294967295, 'Modes[].EncodeRate'), true);
    }
  },
  'Modes[]',
  'Modes[]',
);

const growingSampleQueryModesReply = {
  path: 'Modes',
  offset: 4,
  unit: 12,
  terminator: 0,
  count: (place, units) => {
    const value = units;
    const { view, at } = place;
    view.setUint32(at, givenInteger(value, 0, 4294967295, 'Count'), true);
  },
};

const arraySampleQueryModesReply_Modes = {
  step: 12,
  first: (place) => place.at + 4,
  count: (place, first) => unitsAt(place, first, place.view.getUint32(place.at, true), 12),
  Element: ReplySampleQueryModesReply_Modes_Element,
  part: {
    path: 'Modes',
    plan: /* @__PURE__ */ listPlan(/* @__PURE__ */ recordPlan([
      ['Width', plainPlan],
      ['Height', plainPlan],
      ['RefreshRate', plainPlan],
      ['EncodeRate', plainPlan],
    ])),
    most: 16777216,
    clearBytes: 4,
  },
  record: {
    path: 'Modes[]',
    plan: /* @__PURE__ */ recordPlan([
      ['Width', plainPlan],
      ['Height', plainPlan],
      ['RefreshRate', plainPlan],
      ['EncodeRate', plainPlan],
    ]),
    most: 16777216,
    extent: [0, 12],
  },
  growing: growingArray(growingSampleQueryModesReply),
};

const ReplySampleQueryModesReply = /* @__PURE__ */ cursorClass(
  class ReplySampleQueryModesReply extends Cursor {
    #place;

    #Modes;

    constructor(place) {
      super();
      this.#place = place;
    }

    get '~place'() {
      return this.#place;
    }

    get Count() {
      const place = this.#place;
      const value = place.words[place.word];
      return value === undefined ? viewedUint(place, 0) : value >>> 0;
    }

    set Count(value) {
      const place = this.#place;
      const at = place.word;
      if (typeof value === 'number' && (value >>> 0) === value && at < place.words.length) place.words[at] = value;
      else putUint(place, 0, value, 'Count');
    }

    get Modes() {
      seated(this.#place);
      return (this.#Modes ??= new ArrayView(arraySampleQueryModesReply_Modes, this.#place));
    }

    set Modes(value) {
      (this.#Modes ??= new ArrayView(arraySampleQueryModesReply_Modes, this.#place)).assign(value);
    }
  },
  'SAMPLE_QUERY_MODES_REPLY',
);

function measureSampleQueryModesReply(view, at, end) {
  if (end - at < 4) throw truncated(at, 4, end - at);
  const count = view.getUint32(at, true);
  const bytes = count * 12;
  if (bytes > end - at - 4) throw overrun(at, 4, 'Modes', bytes, end - at - 4, 4 + bytes);
  if (bytes > 16777212) throw tooLong(at, 4 + bytes, 16777216);
  return 4 + bytes;
}

function finishSampleQueryModesReply(view, at, end) {
  const length = measureSampleQueryModesReply(view, at, end);
  return length;
}

const NAMES_SampleQueryModesReply = ['Count', 'Modes'];

function isNameSampleQueryModesReply(key) {
  return key === 'Count' || key === 'Modes';
}

const NAMES_Modes = ['Width', 'Height', 'RefreshRate', 'EncodeRate'];

function isNameOfModesInSampleQueryModesReply(key) {
  return key === 'Width' || key === 'Height' || key === 'RefreshRate' || key === 'EncodeRate';
}

function putSampleQueryModesReply(value) {
  if (!isObject(value)) throw wrongObject(value, '');
  for (const key in value) if (!isNameSampleQueryModesReply(key)) refuseExtra(value, key, NAMES_SampleQueryModesReply, '');
  const output = takeOutput(4);
  let { view } = output;
  let refusal;
  const ModesFirst = value.Modes;
  const ModesUnits = listLength(ModesFirst);
  if (ModesUnits === undefined) throw wrongGiven(given(value, 'Modes', ModesFirst), 'an array', 'Modes');
  const CountGiven = given(value, 'Count', value.Count);
  const Count = CountGiven === undefined ? ModesUnits : CountGiven;
  if (typeof Count !== 'number' || Count >>> 0 !== Count) throw wrongInteger(Count, 'Count', 0, 4294967295);
  if (Count !== ModesUnits) throw disagreeing(Count, Count, ModesUnits, `Modes has ${ModesUnits}`, 'Count');
  view.setUint32(0, Count, true);
  const Modes = value.Modes;
  const ModesCount = listLength(Modes);
  if (ModesCount === undefined) throw wrongGiven(given(value, 'Modes', Modes), 'an array', 'Modes');
  if (ModesUnits !== ModesCount) throw changed('Modes', ModesUnits, ModesCount);
  const end_ = 4 + ModesCount * 12;
  if (end_ > 16777216) refusal ??= aboveLimit(end_, 16777216);
  else if (refusal === undefined) output.reserve(end_);
  ({ view } = output);
  if (refusal !== undefined) output.makeRoom(12);
  ({ view } = output);
  const start = refusal === undefined ? 4 : 0;
  const stride = refusal === undefined ? 12 : 0;
  for (let index_ = 0; index_ < ModesCount; index_++) {
    const at_ = start + index_ * stride;
    const item = Modes[index_];
    if (!isObject(item)) throw wrongObject(item, `Modes[${index_}]`);
    for (const key in item) if (!isNameOfModesInSampleQueryModesReply(key)) refuseExtra(item, key, NAMES_Modes, `Modes[${index_}]`);
    const Width = item.Width;
    if (typeof Width !== 'number' || (Width & 0xffff) !== Width) {
      throw wrongInteger(given(item, 'Width', Width), `Modes[${index_}].Width`, 0, 65535);
    }
    view.setUint16(at_, Width, true);
    const Height = item.Height;
    if (typeof Height !== 'number' || (Height & 0xffff) !== Height) {
      throw wrongInteger(given(item, 'Height', Height), `Modes[${index_}].Height`, 0, 65535);
    }
    view.setUint16(at_ + 2, Height, true);
    const RefreshRate = item.RefreshRate;
    if (typeof RefreshRate !== 'number' || RefreshRate >>> 0 !== RefreshRate) {
      throw wrongInteger(given(item, 'RefreshRate', RefreshRate), `Modes[${index_}].RefreshRate`, 0, 4294967295);
    }
    view.setUint32(at_ + 4, RefreshRate, true);
    const EncodeRate = item.EncodeRate;
    if (typeof EncodeRate !== 'number' || EncodeRate >>> 0 !== EncodeRate) {
      throw wrongInteger(given(item, 'EncodeRate', EncodeRate), `Modes[${index_}].EncodeRate`, 0, 4294967295);
    }
    view.setUint32(at_ + 8, EncodeRate, true);
  }
  if (refusal !== undefined) throw refusal;
  giveOutput(output);
  return output;
}

function checkMessageSampleSetPointerShape(view, at, end) {
  if (end - at < 16) throw truncated(at, 16, end - at);
  const length = view.getUint32(at, true);
  if (length < 16) throw shortLength(at, 0, 'Size', 16, length);
  if (length > end - at) throw overrun(at, 0, 'Size', length, end - at, length);
  if (length > 16777216) throw tooLong(at, length, 16777216);
  const count = view.getUint32(at + 12, true);
  if (count > length - 16) throw overrun(at, 16, 'Pixels', count, length - 16);
  return length;
}

function partsSampleSetPointerShape(view, at, end) {
  const parts = new Parts(view, at, end, 16);
  parts.units(at + 16, view.getUint32(at + 12, true), 1);
  return parts;
}

const MessageSampleSetPointerShape = /* @__PURE__ */ cursorClass(
  class MessageSampleSetPointerShape extends Cursor {
    #place;

    constructor(place) {
      super();
      this.#place = place;
    }

    get '~place'() {
      return this.#place;
    }

    get Size() {
      const place = this.#place;
      const value = place.words[place.word];
      return value === undefined ? viewedUint(place, 0) : value >>> 0;
    }

    set Size(value) {
      const place = this.#place;
      const at = place.word;
      if (typeof value === 'number' && (value >>> 0) === value && at < place.words.length) place.words[at] = value;
      else putUint(place, 0, value, 'Size');
    }

    get Type() {
      const place = this.#place;
      const value = place.words[place.word + 1];
      return value === undefined ? viewedUint(place, 4) : value >>> 0;
    }

    set Type(value) {
      const place = this.#place;
      const at = place.word + 1;
      if (typeof value === 'number' && (value >>> 0) === value && at < place.words.length) place.words[at] = value;
      else putUint(place, 4, value, 'Type');
    }

    get Width() {
      const { view, at } = this.#place;
      return view.getUint16(at + 8, true);
    }

    set Width(value) {
      const { view, at } = this.#place;
      view.setUint16(at + 8, givenInteger(value, 0, 65535, 'Width'), true);
    }

    get Height() {
      const { view, at } = this.#place;
      return view.getUint16(at + 10, true);
    }

    set Height(value) {
      const { view, at } = this.#place;
      view.setUint16(at + 10, givenInteger(value, 0, 65535, 'Height'), true);
    }

    get PixelBytes() {
      const place = this.#place;
      const value = place.words[place.word + 3];
      return value === undefined ? viewedUint(place, 12) : value >>> 0;
    }

    set PixelBytes(value) {
      const place = this.#place;
      const at = place.word + 3;
      if (typeof value === 'number' && (value >>> 0) === value && at < place.words.length) place.words[at] = value;
      else putUint(place, 12, value, 'PixelBytes');
    }

    get Pixels() {
      const place = this.#place;
      return bytesAt(place, place.at + 16, place.view.getUint32(place.at + 12, true));
    }

    set Pixels(value) {
      const bytes = givenBytes(value, 'Pixels');
      const place = this.#place;
      replaceBytes(bytesAt(place, place.at + 16, place.view.getUint32(place.at + 12, true)), bytes, 'Pixels');
    }

    get unknownTail() {
      const place = this.#place;
      const extent = partsSampleSetPointerShape(place.view, place.record, place.end).reached - place.record;
      if (extent >= place.length) return undefined;
      return bytesAt(place, place.record + extent, place.length - extent);
    }

    set unknownTail(value) {
      unsettable('unknownTail');
    }
  },
  'SAMPLE_SET_POINTER_SHAPE',
);

function readSampleSetPointerShape(view, at, length, copy) {
  const end = at + length;
  const value = {
    Size: view.getUint32(at, true),
    Type: view.getUint32(at + 4, true),
    Width: view.getUint16(at + 8, true),
    Height: view.getUint16(at + 10, true),
    PixelBytes: view.getUint32(at + 12, true),
    Pixels: copy(view, at + 16, Math.min(view.getUint32(at + 12, true), length - 16)),
  };
  const parts = partsSampleSetPointerShape(view, at, end);
  const extent = parts.reached - at;
  if (extent < length) value.unknownTail = copy(view, parts.reached, length - extent);
  return value;
}

function decodeMessageSampleSetPointerShape(message) {
  const view = messageView(message);
  return readSampleSetPointerShape(view, 0, checkMessageSampleSetPointerShape(view, 0, view.byteLength), sliceOf);
}

function checkMessageSampleAskSink(view, at, end) {
  if (end - at < 12) throw truncated(at, 12, end - at);
  const length = view.getUint32(at, true);
  if (length < 12) throw shortLength(at, 0, 'Size', 12, length);
  if (length > end - at) throw overrun(at, 0, 'Size', length, end - at, length);
  if (length > 16777216) throw tooLong(at, length, 16777216);
  const count = view.getUint32(at + 8, true);
  if (count > length - 12) throw overrun(at, 12, 'Name', count, length - 12);
  return length;
}

function partsSampleAskSink(view, at, end) {
  const parts = new Parts(view, at, end, 12);
  parts.units(at + 12, view.getUint32(at + 8, true), 1);
  return parts;
}

const MessageSampleAskSink = /* @__PURE__ */ cursorClass(
  class MessageSampleAskSink extends Cursor {
    #place;

    constructor(place) {
      super();
      this.#place = place;
    }

    get '~place'() {
      return this.#place;
    }

    get Size() {
      const place = this.#place;
      const value = place.words[place.word];
      return value === undefined ? viewedUint(place, 0) : value >>> 0;
    }

    set Size(value) {
      const place = this.#place;
      const at = place.word;
      if (typeof value === 'number' && (value >>> 0) === value && at < place.words.length) place.words[at] = value;
      else putUint(place, 0, value, 'Size');
    }

    get Type() {
      const place = this.#place;
      const value = place.words[place.word + 1];
      return value === undefined ? viewedUint(place, 4) : value >>> 0;
    }

    set Type(value) {
      const place = this.#place;
      const at = place.word + 1;
      if (typeof value === 'number' && (value >>> 0) === value && at < place.words.length) place.words[at] = value;
      else putUint(place, 4, value, 'Type');
    }

    get NameLength() {
      const place = this.#place;
      const value = place.words[place.word + 2];
      return value === undefined ? viewedUint(place, 8) : value >>> 0;
    }

    set NameLength(value) {
      const place = this.#place;
      const at = place.word + 2;
      if (typeof value === 'number' && (value >>> 0) === value && at < place.words.length) place.words[at] = value;
      else putUint(place, 8, value, 'NameLength');
    }

    get Name() {
      const place = this.#place;
      return decodeAscii(bytesAt(place, place.at + 12, place.view.getUint32(place.at + 8, true)));
    }

    set Name(value) {
      const bytes = bytesOfText(value, 'ascii', false, 'Name');
      const place = this.#place;
      replaceBytes(bytesAt(place, place.at + 12, place.view.getUint32(place.at + 8, true)), bytes, 'Name');
    }

    get unknownTail() {
      const place = this.#place;
      const extent = partsSampleAskSink(place.view, place.record, place.end).reached - place.record;
      if (extent >= place.length) return undefined;
      return bytesAt(place, place.record + extent, place.length - extent);
    }

    set unknownTail(value) {
      unsettable('unknownTail');
    }
  },
  'SAMPLE_ASK_SINK',
);

function readSampleAskSink(view, at, length, copy) {
  const end = at + length;
  const value = {
    Size: view.getUint32(at, true),
    Type: view.getUint32(at + 4, true),
    NameLength: view.getUint32(at + 8, true),
    Name: readAscii(view, at + 12, Math.min(view.getUint32(at + 8, true), length - 12)),
  };
  const parts = partsSampleAskSink(view, at, end);
  const extent = parts.reached - at;
  if (extent < length) value.unknownTail = copy(view, parts.reached, length - extent);
  return value;
}

function decodeMessageSampleAskSink(message) {
  const view = messageView(message);
  return readSampleAskSink(view, 0, checkMessageSampleAskSink(view, 0, view.byteLength), sliceOf);
}

const growingSampleAskSinkReply = {
  path: 'Value',
  offset: 4,
  unit: 1,
  terminator: 0,
  count: (place, units) => {
    const value = units;
    const { view, at } = place;
    view.setUint32(at, givenInteger(value, 0, 4294967295, 'Length'), true);
  },
};

const ReplySampleAskSinkReply = /* @__PURE__ */ cursorClass(
  class ReplySampleAskSinkReply extends Cursor {
    #place;

    constructor(place) {
      super();
      this.#place = place;
    }

    get '~place'() {
      return this.#place;
    }

    get Length() {
      const place = this.#place;
      const value = place.words[place.word];
      return value === undefined ? viewedUint(place, 0) : value >>> 0;
    }

    set Length(value) {
      const place = this.#place;
      const at = place.word;
      if (typeof value === 'number' && (value >>> 0) === value && at < place.words.length) place.words[at] = value;
      else putUint(place, 0, value, 'Length');
    }

    get Value() {
      const place = this.#place;
      return decodeUtf8(bytesAt(place, place.at + 4, place.view.getUint32(place.at, true)));
    }

    set Value(value) {
      const bytes = bytesOfText(value, 'utf-8', false, 'Value');
      const place = this.#place;
      setGrowing(place, growingSampleAskSinkReply, bytes);
    }
  },
  'SAMPLE_ASK_SINK_REPLY',
);

function measureSampleAskSinkReply(view, at, end) {
  if (end - at < 4) throw truncated(at, 4, end - at);
  const count = view.getUint32(at, true);
  if (count > end - at - 4) throw overrun(at, 4, 'Value', count, end - at - 4, 4 + count);
  if (count > 16777212) throw tooLong(at, 4 + count, 16777216);
  return 4 + count;
}

function finishSampleAskSinkReply(view, at, end) {
  const length = measureSampleAskSinkReply(view, at, end);
  return length;
}

const NAMES_SampleAskSinkReply = ['Length', 'Value'];

function isNameSampleAskSinkReply(key) {
  return key === 'Length' || key === 'Value';
}

function putSampleAskSinkReply(value) {
  if (!isObject(value)) throw wrongObject(value, '');
  for (const key in value) if (!isNameSampleAskSinkReply(key)) refuseExtra(value, key, NAMES_SampleAskSinkReply, '');
  const output = takeOutput(4);
  let { view } = output;
  let refusal;
  const ValueFirst = value.Value;
  const ValueUnits = typeof ValueFirst === 'string' ? textBytes(ValueFirst, 'utf-8') : undefined;
  if (ValueUnits === undefined) throw wrongGiven(given(value, 'Value', ValueFirst), 'a string', 'Value');
  const LengthGiven = given(value, 'Length', value.Length);
  const Length = LengthGiven === undefined ? ValueUnits : LengthGiven;
  if (typeof Length !== 'number' || Length >>> 0 !== Length) throw wrongInteger(Length, 'Length', 0, 4294967295);
  if (Length !== ValueUnits) throw disagreeing(Length, Length, ValueUnits, `Value has ${ValueUnits}`, 'Length');
  view.setUint32(0, Length, true);
  const Value = value.Value;
  if (typeof Value !== 'string') throw wrongGiven(given(value, 'Value', Value), 'a string', 'Value');
  const length_ = textBytes(Value, 'utf-8');
  if (ValueUnits !== length_) throw changed('Value', ValueUnits, length_);
  const end_ = 4 + length_;
  if (end_ > 16777216) refusal ??= aboveLimit(end_, 16777216);
  else if (refusal === undefined) output.reserve(end_);
  ({ view } = output);
  const room = roomFor(output, refusal !== undefined, 4 + length_);
  encodeText(Value, 'utf-8', room.subarray(4, 4 + length_), 'Value');
  if (refusal !== undefined) throw refusal;
  giveOutput(output);
  return output;
}

/** What most messages need, over one memory: see FastWay of castbuf/compiled. */
function startMessages(memory, slow) {
  const { words } = memory;
  let length = 0;
  const setLength = (bytes) => {
    length = bytes;
  };
  const beginSlowly = (slot) => slow.begin(slot, setLength);

  function fitsSampleSetPower(words, word, bytes) {
    if (bytes < 12 || words[word + 2] >>> 0 > 1) return -1;
    const length = words[word];
    return length < 12 || length > bytes || length > 16777216 ? -1 : length;
  }

  function beginSampleSetPower(slot, index) {
    length = fitsSampleSetPower(slot.inputWords, slot.inputWord, slot.inputBytes);
    if (length < 0) return beginSlowly(slot);
    return index;
  }

  function fitsSampleSetBitRate(words, word, bytes) {
    if (bytes < 12 || (words[word + 2] - 1000) >>> 0 > 49000) return -1;
    const length = words[word];
    return length < 12 || length > bytes || length > 16777216 ? -1 : length;
  }

  function clear4(words, word) {
    words[word] = 0;
  }

  function beginSampleSetBitRate(slot, index) {
    length = fitsSampleSetBitRate(slot.inputWords, slot.inputWord, slot.inputBytes);
    if (length < 0 || slot.outputBytes < 4) return beginSlowly(slot);
    clear4(words, slot.outputAt >> 2);
    return index;
  }

  function fitsSampleQueryModes(words, word, bytes) {
    if (bytes < 12 || (words[word + 2] - 1000) >>> 0 > 49000) return -1;
    const length = words[word];
    return length < 12 || length > bytes || length > 16777216 ? -1 : length;
  }

  function beginSampleQueryModes(slot, index) {
    length = fitsSampleQueryModes(slot.inputWords, slot.inputWord, slot.inputBytes);
    if (length < 0 || slot.outputBytes < 4) return beginSlowly(slot);
    clear4(words, slot.outputAt >> 2);
    return index;
  }

  function begin(slot) {
    const { inputWords: input, inputWord: word } = slot;
    switch (input[word + 1]) {
      case 1: // SetPower
        return beginSampleSetPower(slot, 0);
      case 2: // SetBitRate
        return beginSampleSetBitRate(slot, 1);
      case 3: // QueryModes
        return beginSampleQueryModes(slot, 2);
    }
    return beginSlowly(slot);
  }

  function open(seat) {
    seat.messagePlace.setLength(length);
    seat.replyPlace.written = 0;
  }

  function callOf(handlers) {
    return (index, message, reply, context, slot) => handlers[index](message, reply, context, slot);
  }

  function finish(index, output, seat) {
    switch (index) {
      case 0: {
        return 0;
      }
      case 3: {
        return 0;
      }
      default:
        return slow.finish(index, output, seat);
    }
  }

  return { begin, open, callOf, finish };
}

/** The number of the message; -1: it is none of the set. */
function identify(view) {
  switch (view.getUint32(4, true)) {
    case 1:
      return 0; // SetPower
    case 2:
      return 1; // SetBitRate
    case 3:
      return 2; // QueryModes
    case 4:
      return 3; // SetPointerShape
    case 5:
      return 4; // AskSink
    default:
      return -1;
  }
}

/** The messages SetPower, SetBitRate, QueryModes, SetPointerShape, AskSink: give them to defineDriver. */
export const messages: CompiledMessageSet<messagesDefinitions> = /* @__PURE__ */ compiledMessages(
  { SetPower: {}, SetBitRate: {}, QueryModes: {}, SetPointerShape: {}, AskSink: {} },
  {
    tags: (view) => [['Type', view.getUint32(4, true)]],
    tagOffset: 4,
    leastBytes: 8,
    identify: identify,
    messages: [
      {
        name: 'SetPower',
        Message: MessageSampleSetPower,
        check: checkMessageSampleSetPower,
        decode: decodeMessageSampleSetPower,
      },
      {
        name: 'SetBitRate',
        Message: MessageSampleSetBitRate,
        check: checkMessageSampleSetBitRate,
        decode: decodeMessageSampleSetBitRate,
        reply: {
          Reply: ReplySampleSetBitRateReply,
          blankBytes: 4,
          clearBytes: 4,
          finish: finishSampleSetBitRateReply,
          put: putSampleSetBitRateReply,
        },
      },
      {
        name: 'QueryModes',
        Message: MessageSampleQueryModes,
        check: checkMessageSampleQueryModes,
        decode: decodeMessageSampleQueryModes,
        reply: {
          Reply: ReplySampleQueryModesReply,
          blankBytes: 4,
          clearBytes: 4,
          finish: finishSampleQueryModesReply,
          put: putSampleQueryModesReply,
        },
      },
      {
        name: 'SetPointerShape',
        Message: MessageSampleSetPointerShape,
        check: checkMessageSampleSetPointerShape,
        decode: decodeMessageSampleSetPointerShape,
      },
      {
        name: 'AskSink',
        Message: MessageSampleAskSink,
        check: checkMessageSampleAskSink,
        decode: decodeMessageSampleAskSink,
        reply: {
          Reply: ReplySampleAskSinkReply,
          blankBytes: 4,
          clearBytes: 4,
          finish: finishSampleAskSinkReply,
          put: putSampleAskSinkReply,
        },
      },
    ],
    start: startMessages,
  },
);

/** The values of SAMPLE_MONITOR_POWER. */
export type SAMPLE_MONITOR_POWERValue =
  /** OFF */
  | 0
  /** ON */
  | 1;

/** A decoded SAMPLE_SET_POWER. */
export type messagesSetPower = {
  Size: number;
  Type: number;
  Power: SAMPLE_MONITOR_POWERValue;
  unknownTail?: Uint8Array;
};

/** What encode takes: members that follow from others may be left out. */
export type messagesSetPowerInput = {
  readonly Size?: number | undefined;
  readonly Type: number;
  readonly Power: SAMPLE_MONITOR_POWERValue | 'OFF' | 'ON';
  readonly unknownTail?: Uint8Array;
};

/** A cursor over the bytes of one: setting a member writes it there. */
export type messagesSetPowerView = {
  Size: number;
  Type: number;
  Power: SAMPLE_MONITOR_POWERValue;
  readonly unknownTail?: Uint8Array;
};

/** A decoded SAMPLE_SET_BIT_RATE. */
export type messagesSetBitRate = {
  Size: number;
  Type: number;
  EncodeRate: number;
  unknownTail?: Uint8Array;
};

/** What encode takes: members that follow from others may be left out. */
export type messagesSetBitRateInput = {
  readonly Size?: number | undefined;
  readonly Type: number;
  readonly EncodeRate: number;
  readonly unknownTail?: Uint8Array;
};

/** A cursor over the bytes of one: setting a member writes it there. */
export type messagesSetBitRateView = {
  Size: number;
  Type: number;
  EncodeRate: number;
  readonly unknownTail?: Uint8Array;
};

/** A decoded SAMPLE_QUERY_MODES. */
export type messagesQueryModes = {
  Size: number;
  Type: number;
  EncodeRate: number;
  unknownTail?: Uint8Array;
};

/** What encode takes: members that follow from others may be left out. */
export type messagesQueryModesInput = {
  readonly Size?: number | undefined;
  readonly Type: number;
  readonly EncodeRate: number;
  readonly unknownTail?: Uint8Array;
};

/** A cursor over the bytes of one: setting a member writes it there. */
export type messagesQueryModesView = {
  Size: number;
  Type: number;
  EncodeRate: number;
  readonly unknownTail?: Uint8Array;
};

/** A decoded SAMPLE_SET_POINTER_SHAPE. */
export type messagesSetPointerShape = {
  Size: number;
  Type: number;
  Width: number;
  Height: number;
  PixelBytes: number;
  Pixels: Uint8Array;
  unknownTail?: Uint8Array;
};

/** What encode takes: members that follow from others may be left out. */
export type messagesSetPointerShapeInput = {
  readonly Size?: number | undefined;
  readonly Type: number;
  readonly Width: number;
  readonly Height: number;
  readonly PixelBytes?: number | undefined;
  readonly Pixels: Uint8Array;
  readonly unknownTail?: Uint8Array;
};

/** A cursor over the bytes of one: setting a member writes it there. */
export type messagesSetPointerShapeView = {
  Size: number;
  Type: number;
  Width: number;
  Height: number;
  PixelBytes: number;
  Pixels: Uint8Array;
  readonly unknownTail?: Uint8Array;
};

/** A decoded SAMPLE_ASK_SINK. */
export type messagesAskSink = {
  Size: number;
  Type: number;
  NameLength: number;
  Name: string;
  unknownTail?: Uint8Array;
};

/** What encode takes: members that follow from others may be left out. */
export type messagesAskSinkInput = {
  readonly Size?: number | undefined;
  readonly Type: number;
  readonly NameLength?: number | undefined;
  readonly Name: string;
  readonly unknownTail?: Uint8Array;
};

/** A cursor over the bytes of one: setting a member writes it there. */
export type messagesAskSinkView = {
  Size: number;
  Type: number;
  NameLength: number;
  Name: string;
  readonly unknownTail?: Uint8Array;
};

/** A decoded SAMPLE_SET_BIT_RATE_REPLY. */
export type messagesSetBitRateReply = {
  EncodeRate: number;
};

/** What encode takes: members that follow from others may be left out. */
export type messagesSetBitRateReplyInput = {
  readonly EncodeRate: number;
};

/** A cursor over the bytes of one: setting a member writes it there. */
export type messagesSetBitRateReplyView = {
  EncodeRate: number;
};

/** A decoded SAMPLE_QUERY_MODES_REPLY. */
export type messagesQueryModesReply = {
  Count: number;
  Modes: {
    Width: number;
    Height: number;
    RefreshRate: number;
    EncodeRate: number;
  }[];
};

/** What encode takes: members that follow from others may be left out. */
export type messagesQueryModesReplyInput = {
  readonly Count?: number | undefined;
  readonly Modes: ArrayLike<{
    readonly Width: number;
    readonly Height: number;
    readonly RefreshRate: number;
    readonly EncodeRate: number;
  }>;
};

/** A cursor over the bytes of one: setting a member writes it there. */
export type messagesQueryModesReplyView = {
  Count: number;
  Modes: ArrayView<{
    Width: number;
    Height: number;
    RefreshRate: number;
    EncodeRate: number;
  }, {
    readonly Width: number;
    readonly Height: number;
    readonly RefreshRate: number;
    readonly EncodeRate: number;
  }>;
};

/** A decoded SAMPLE_ASK_SINK_REPLY. */
export type messagesAskSinkReply = {
  Length: number;
  Value: string;
};

/** What encode takes: members that follow from others may be left out. */
export type messagesAskSinkReplyInput = {
  readonly Length?: number | undefined;
  readonly Value: string;
};

/** A cursor over the bytes of one: setting a member writes it there. */
export type messagesAskSinkReplyView = {
  Length: number;
  Value: string;
};

/** The messages of the set, as defineDriver knows them. */
export type messagesDefinitions = {
  readonly SetPower: {
    readonly value: 1;
    readonly input: MessageType<messagesSetPower, messagesSetPowerInput, messagesSetPowerView>;
  };
  readonly SetBitRate: {
    readonly value: 2;
    readonly input: MessageType<messagesSetBitRate, messagesSetBitRateInput, messagesSetBitRateView>;
    readonly output: MessageType<messagesSetBitRateReply, messagesSetBitRateReplyInput, messagesSetBitRateReplyView>;
  };
  readonly QueryModes: {
    readonly value: 3;
    readonly input: MessageType<messagesQueryModes, messagesQueryModesInput, messagesQueryModesView>;
    readonly output: MessageType<messagesQueryModesReply, messagesQueryModesReplyInput, messagesQueryModesReplyView>;
  };
  readonly SetPointerShape: {
    readonly value: 4;
    readonly input: MessageType<messagesSetPointerShape, messagesSetPointerShapeInput, messagesSetPointerShapeView>;
  };
  readonly AskSink: {
    readonly value: 5;
    readonly input: MessageType<messagesAskSink, messagesAskSinkInput, messagesAskSinkView>;
    readonly output: MessageType<messagesAskSinkReply, messagesAskSinkReplyInput, messagesAskSinkReplyView>;
  };
};
