import { commonType, INT64, promoted, wrapped, type IntegerValue } from './integer.js';
import { integer, truth, type Operand, type TypeContext } from './operand.js';
import { refuse } from './problems.js';
import type { Token } from './token.js';

/** `left operator right`; `[` adds, as `+` does. */
export function applyBinary(
  operator: Token,
  left: Operand,
  right: Operand,
  types: TypeContext | undefined,
  isIdle: boolean,
): Operand {
  if (left.kind === 'integer' && right.kind === 'integer') return integer(onIntegers(operator, left, right, isIdle));
  if (left.kind === 'real' || right.kind === 'real')
    return onReals(operator, realOf(left, operator), realOf(right, operator));
  if (types !== undefined && left.kind === 'address') return onAddress(operator, left, right, types);
  throw refuse(`'${operator.text}' takes integer constants`, operator);
}

type Real = Operand & { kind: 'real' };

function realOf(operand: Operand, operator: Token): Real {
  if (operand.kind === 'real') return operand;
  if (operand.kind === 'integer') return { kind: 'real', value: Number(operand.value), bytes: 4 };
  throw refuse(`'${operator.text}' takes constants`, operator);
}

function onReals(operator: Token, left: Real, right: Real): Operand {
  const [one, other] = [left.value, right.value];
  const bytes = left.bytes === 8 || right.bytes === 8 ? 8 : 4;
  const real = (value: number): Operand => ({ kind: 'real', value: bytes === 4 ? Math.fround(value) : value, bytes });
  switch (operator.text) {
    case '+':
      return real(one + other);
    case '-':
      return real(one - other);
    case '*':
      return real(one * other);
    case '/':
      return real(one / other);
    case '==':
      return integer(truth(one === other));
    case '!=':
      return integer(truth(one !== other));
    case '<':
      return integer(truth(one < other));
    case '>':
      return integer(truth(one > other));
    case '<=':
      return integer(truth(one <= other));
    case '>=':
      return integer(truth(one >= other));
    default:
      throw refuse(`'${operator.text}' takes integers`, operator);
  }
}

function onAddress(operator: Token, left: Operand & { kind: 'address' }, right: Operand, types: TypeContext): Operand {
  const { text } = operator;
  const step = left.target.kind === 'void' ? 1n : BigInt(types.sizeOf(left.target));
  if (right.kind === 'integer' && (text === '+' || text === '-' || text === '[')) {
    const distance = right.value * step;
    return { ...left, address: text === '-' ? left.address - distance : left.address + distance };
  }
  if (right.kind === 'address') {
    if (text === '-') return integer({ value: (left.address - right.address) / (step || 1n), type: INT64 });
    if (text === '==') return integer(truth(left.address === right.address));
    if (text === '!=') return integer(truth(left.address !== right.address));
  }
  throw refuse(`'${text}' takes integer constants`, operator);
}

function onIntegers(operator: Token, left: IntegerValue, right: IntegerValue, isIdle: boolean): IntegerValue {
  const { text } = operator;
  if (text === '<<' || text === '>>') return shifted(text, left, right);
  const type = commonType(left.type, right.type);
  const { value: one } = wrapped(left.value, type);
  const { value: other } = wrapped(right.value, type);
  switch (text) {
    case '+':
      return wrapped(one + other, type);
    case '-':
      return wrapped(one - other, type);
    case '*':
      return wrapped(one * other, type);
    case '/':
    case '%':
      if (other === 0n) {
        if (isIdle) return wrapped(0n, type);
        throw refuse('a division by 0', operator);
      }
      return wrapped(text === '/' ? one / other : one % other, type);
    case '&':
      return wrapped(one & other, type);
    case '|':
      return wrapped(one | other, type);
    case '^':
      return wrapped(one ^ other, type);
    case '==':
      return truth(one === other);
    case '!=':
      return truth(one !== other);
    case '<':
      return truth(one < other);
    case '>':
      return truth(one > other);
    case '<=':
      return truth(one <= other);
    case '>=':
      return truth(one >= other);
    default:
      throw refuse(`'${text}' stands in no constant expression`, operator);
  }
}

/** A shift by more than the width has no meaning in C; here it shifts everything out. */
function shifted(text: string, left: IntegerValue, right: IntegerValue): IntegerValue {
  const type = promoted(left.type);
  const count = right.value < 0n || right.value > 64n ? 64n : right.value;
  return wrapped(text === '<<' ? left.value << count : left.value >> count, type);
}
