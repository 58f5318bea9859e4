/**
 * The hearts of the programs in examples/ without a library: one loop over a DataView each, made for the record, as fast as JavaScript gets them. None of them
 * looks at what is wrong with its input; castbuf does. Those that read pieces put what is left of one before the next, as people do.
 */

function viewOf(/** @type {Uint8Array} */ bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const NONE = Buffer.alloc(0);

/** csv.mjs: u32 time, u8 level, u16 length, then the text. A Buffer makes a string of bytes faster than a TextDecoder. */
export async function* csvOf(/** @type {Iterable<Buffer>} */ log) {
  yield 'time,level,text\n';
  /** @type {Buffer} */
  let rest = NONE;
  for await (const piece of log) {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const view = viewOf(bytes);
    let csv = '';
    let at = 0;
    while (bytes.length - at >= 7) {
      const start = at + 7;
      const end = start + view.getUint16(at + 5, true);
      if (end > bytes.length) break;
      csv += `${view.getUint32(at, true)},${view.getUint8(at + 4)},${quoted(bytes.toString('utf8', start, end))}\n`;
      at = end;
    }
    yield csv;
    rest = bytes.subarray(at);
  }
}

function quoted(/** @type {string} */ text) {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** sum-per-type.mjs: u16 type, u16 bytes, and the cents at a place of each type's own. */
export async function centsPerType(/** @type {Iterable<Buffer>} */ journal) {
  let [sales, refunds, tips] = [0, 0, 0];
  /** @type {Buffer} */
  let rest = NONE;
  for await (const piece of journal) {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const view = viewOf(bytes);
    let at = 0;
    while (bytes.length - at >= 8) {
      const end = at + view.getUint16(at + 2, true);
      if (end > bytes.length) break;
      const type = view.getUint16(at, true);
      if (type === 1) sales += view.getUint32(at + 12, true);
      else if (type === 2) refunds += view.getUint32(at + 8, true);
      else tips += view.getUint32(at + 4, true);
      at = end;
    }
    rest = bytes.subarray(at);
  }
  return { sales, refunds, tips };
}

/** filter-export.mjs: u32 time, u16 device, u8 phase, u32 watts at 8. */
export function linesOfHigh(/** @type {Uint8Array} */ readings) {
  const view = viewOf(readings);
  let lines = '';
  for (let at = 0; at < readings.length; at += 12) {
    const watts = view.getUint32(at + 8, true);
    if (watts <= 3000 || view.getUint8(at + 6) === 0) continue;
    lines += `${JSON.stringify({ time: view.getUint32(at, true), device: view.getUint16(at + 4, true), watts })}\n`;
  }
  return lines;
}

/** edit-column.mjs: records of 16 bytes, with an f32 at 8. Nothing else of a record is read or written. */
export function lower(/** @type {Uint8Array} */ samples, /** @type {number} */ degrees) {
  const view = viewOf(samples);
  for (let at = 8; at < samples.length; at += 16) view.setFloat32(at, view.getFloat32(at, true) - degrees, true);
}

/** join.mjs: u32 id, u16 route or status, f64 time at 8. */
export function secondsPerRoute(/** @type {Uint8Array} */ requests, /** @type {Uint8Array} */ answers) {
  const asked = viewOf(requests);
  const requestOf = new Map();
  for (let at = 0; at < requests.length; at += 16) requestOf.set(asked.getUint32(at, true), at);

  const answered = viewOf(answers);
  const totals = new Map();
  for (let at = 0; at < answers.length; at += 16) {
    const request = requestOf.get(answered.getUint32(at, true));
    if (request === undefined) continue;
    const route = asked.getUint16(request + 4, true);
    const seconds = answered.getFloat64(at + 8, true) - asked.getFloat64(request + 8, true);
    totals.set(route, (totals.get(route) ?? 0) + seconds);
  }
  return totals;
}

/** histogram.mjs: records of 12 bytes, with a u32 at 4. What it prints, but for the percentile. */
export function durationsOf(/** @type {Uint8Array} */ requests) {
  const view = viewOf(requests);
  const octaves = new Uint32Array(33);
  let [count, sum, min, max] = [0, 0, Infinity, 0];
  for (let at = 4; at < requests.length; at += 12) {
    const value = view.getUint32(at, true);
    octaves[32 - Math.clz32(value)]++;
    count++;
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { count, sum, min, max, octaves };
}

/** replay.mjs: u32 milliseconds, u16 length, then the payload. */
export function datagramsOf(/** @type {Uint8Array} */ recording) {
  const view = viewOf(recording);
  const datagrams = [];
  for (let at = 0; at < recording.length;) {
    const start = at + 6;
    const end = start + view.getUint16(at + 4, true);
    datagrams.push({ milliseconds: view.getUint32(at, true), payload: recording.subarray(start, end) });
    at = end;
  }
  return datagrams;
}

/** worker.mjs: u32 id, f64 value at 8. */
export function columnsOf(/** @type {Uint8Array} */ samples) {
  const view = viewOf(samples);
  const rows = samples.length / 16;
  const Id = new Uint32Array(rows);
  const Value = new Float64Array(rows);
  for (let row = 0, at = 0; row < rows; row++, at += 16) {
    Id[row] = view.getUint32(at, true);
    Value[row] = view.getFloat64(at + 8, true);
  }
  return { Id, Value };
}
