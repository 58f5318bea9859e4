import * as K from '../../assembly/core/layout.js';
import { checkFunction } from './check-text.js';
import type { CodecText } from './codec-text.js';
import { WriteBody } from './write-body.js';
import { DirectPlaces } from './write-direct.js';
import type { WritePlaces } from './write-places.js';
import { WriterPlaces } from './write-record.js';
import { beginLists } from './write-list.js';
import { assertWhole, writeMembers } from './write-value.js';

/**
 * Declares `write<T>(value)`, which gives the encoded message in memory of the run time that the next write may use again, and throws what the interpreter's encode
 * throws.
 */
export function writeFunction(codec: CodecText): string {
  const put = putFunction(codec);
  return codec.declare(
    'write',
    (name) =>
      `/** The encoded message, valid until the next write. */\nfunction ${name}(value) {\n  const { bytes, end } = ${put}(value);\n  return bytes.subarray(0, end);\n}`,
  );
}

/** Declares `encode<T>`, `encodeInto<T>` and `sizeOf<T>`, which the module exports. */
export function encodeFunctions(codec: CodecText): { encode: string; encodeInto: string; sizeOf: string } {
  const put = putFunction(codec);
  const { module } = codec;
  const encode = codec.declare(
    'encode',
    (name) =>
      `/** The message as bytes of its own, padding zero. */\nexport function ${name}(value) {\n  const { bytes, end } = ${put}(value);\n  return bytes.slice(0, end);\n}`,
  );
  const asBytes = module.use('asBytes');
  const copyOutput = module.use('copyOutput');
  const encodeInto = codec.declare(
    'encodeInto',
    (name) =>
      `/** Writes the message to the start of the target, and gives how many bytes it has. */\nexport function ${name}(value, target) {\n  const bytes = ${asBytes}(target, 'the target');\n  return ${copyOutput}(bytes, ${put}(value));\n}`,
  );
  const sizeOf = codec.declare(
    'sizeOf',
    (name) =>
      `/** Bytes that the encoded message has. */\nexport function ${name}(value) {\n  return ${put}(value).end;\n}`,
  );
  return { encode, encodeInto, sizeOf };
}

/** Declares the function that writes a value, and gives the output that has it. */
export function putFunction(codec: CodecText): string {
  return codec.declare('put', (name) => {
    const { program } = codec;
    // Before the body, whose variables must not be called so.
    const check = program.words[K.P_HAS_CHECKS] === 1 ? checkFunction(codec) : undefined;
    // As are the writers of lists.
    const listed = new Map(
      [...codec.lists.values()].map((list) => [list, list.members.map((one) => putFunction(one.codec))]),
    );
    const body = new WriteBody(codec, placesFor(codec));
    const { shape } = program;
    const spot = { source: 'value', indices: [], base: '0', partial: undefined };
    if (body.variables.length > 0) body.lines.add(`let ${body.variables.join(', ')};`);
    beginLists(body, (list) => listed.get(list) ?? []);
    assertWhole(body, shape, { name: 'value', given: 'value' }, spot);
    body.places.begin();
    writeMembers(body, shape, spot);
    body.places.end(shape.checksums.map((op) => body.op(op)));
    if (check !== undefined) assertChecked(body, check);
    body.lines.add('return output;');
    return `function ${name}(value) {\n${body.lines.text}\n}`;
  });
}

/** What was given may be what no message may have. */
function assertChecked(body: WriteBody, check: string): void {
  const { lines } = body;
  lines.block('try', () => lines.add(`${check}(output.view, 0, output.end);`), '} catch (error) {');
  lines.inside(() => lines.add(`throw ${body.use('refusedWritten')}(error);`));
}

/** A record whose parts may lie over each other, that may end early, or that is too long before anything is written, needs a record writer. */
function placesFor({ program }: CodecText): WritePlaces {
  const word = (index: number): number => program.words[index] as number;
  const [fixedBytes, mostBytes, rule] = [word(K.P_FIXED_BYTES), word(K.P_MAX_MESSAGE), word(K.P_RULE)];
  const isOver = program.ops.some(({ kind }) => kind === K.OP_OVERLAY || kind === K.OP_POINTED);
  // What a measure cannot say is refused by the record writer alone.
  const isMeasured = program.ops[word(K.P_RULE_OP)]?.kind === K.OP_MEASURE;
  if (isOver || isMeasured || program.shape.versioned !== undefined || fixedBytes > mostBytes)
    return new WriterPlaces();
  return new DirectPlaces(fixedBytes, mostBytes, program.ops, rule === K.RULE_TOTAL || rule === K.RULE_NEXT);
}
