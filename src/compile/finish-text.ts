import * as K from '../../assembly/core/layout.js';
import { largestOf } from '../cursor/index.js';
import { CheckInJavaScript } from './check-text.js';
import { CheckWalk, type CheckPass } from './check-walk.js';
import type { CodecText } from './codec-text.js';
import { storeText } from './leaf-text.js';
import { storeCount } from './count-text.js';
import { indented, quoted } from './module-text.js';

/*
 * The two functions of a message set that are not those of a codec, as src/oracle/message-reader.ts has them: `checkMessage<T>` checks what came alone, and
 * `finish<T>` completes a reply.
 */

/** Declares `checkMessage<T>(view, at, end)`: as `check<T>`, of what is not cut from a stream. */
export function messageCheckFunction(codec: CodecText): string {
  return walkFunction(codec, 'checkMessage', 'message');
}

/**
 * Declares `finish<T>(view, at, end)`: fills in the magic values, the length and the checksums of a record whose values stand before `end`, with everything else
 * zero, and checks it; its bytes. Throws as a check does.
 */
export function finishFunction(codec: CodecText): string {
  const { code } = codec;
  const measure = walkFunction(codec, 'measure', 'measure');
  const lines = [`const length = ${measure}(view, at, end);`, ...lengthLines(codec)];
  if (code.word(K.P_SUM) >= 0) lines.push(`${walkFunction(codec, 'seal', 'seal')}(view, at, at + length);`);
  // Parts that lie over each other may have changed what was checked.
  if (code.word(K.P_OVERLAPS) !== 0) lines.push(`${messageCheckFunction(codec)}(view, at, at + length);`);
  lines.push('return length;');
  return codec.declare('finish', (name) => `function ${name}(view, at, end) {\n${indented(lines.join('\n'))}\n}`);
}

function lengthLines({ module, program, code }: CodecText): string[] {
  const rule = code.word(K.P_RULE);
  if (rule !== K.RULE_TOTAL && rule !== K.RULE_NEXT) return [];
  const { ruleOp } = code;
  if (rule === K.RULE_NEXT) return [storeText(module, ruleOp, 'view', 'at', ruleOp.kind === K.OP_WIDE ? '0n' : '0')];
  const most = largestOf(ruleOp);
  const path = quoted(program.paths[ruleOp.index] ?? '');
  const store = storeCount(module, ruleOp, 'length', [path, String(ruleOp.offset)]);
  if (code.word(K.P_MAX_MESSAGE) <= most) return store;
  const { check } = program.scalars[ruleOp.index] ?? {};
  const range = check?.kind === 'range' ? `, ${quoted(`from ${check.min} to ${check.max}`)}` : '';
  const error = `${module.use('notHeld')}(${path}, ${ruleOp.offset}, ${most}, length${range})`;
  return [`if (length > ${most}) throw ${error};`, ...store];
}

function walkFunction(codec: CodecText, what: string, pass: CheckPass): string {
  return codec.declare(what, (name) => {
    const body = new CheckWalk(codec, new CheckInJavaScript(codec), pass).text();
    return `function ${name}(view, at, end) {\n${indented(body)}\n}`;
  });
}
