/**
 * Writes SAL into the text of a header that has none, in the places where Windows' SDK has it: before parameters, members, results and types.
 * The headers of mingw-w64 have had theirs taken out.
 */

/** A directive with its continued lines: what it defines is left as it is. */
const DIRECTIVE = /^[ \t]*#(?:.*\\\r?\n)*.*$/m;

/** Parentheses of a declaration: words, stars and brackets, and a semicolon after them. */
const PARAMETERS = /(\w+|\))(\s*\()([^(){};#"'=<>+]*)(\)\s*;)/g;
/** `DWORD nSize`, `const FILETIME *lpTime`, `LPVOID *`, `struct _S *p[2]`. */
const PARAMETER = /^\s*(?:[A-Za-z_]\w*\s+)*[A-Za-z_]\w*(?:\s*\*[\s*]*(?:const\s+)?|\s+)(\w+)?\s*(?:\[\w*\]\s*)*$/;
/** Words before parentheses that hold no parameters. */
const NO_FUNCTION =
  /^(?:if|for|while|switch|return|sizeof|__declspec|__attribute__|__pragma|_Static_assert|C_ASSERT|defined|__asm__)$/;

/** A line of a record's body with one member, and nothing else. */
const MEMBER = /^([ \t]+)((?:const |struct |unsigned |volatile )*[A-Za-z_]\w*)([ \t*]+)(\w+)(\[\w+\])?;(?=[ \t\r]*$)/gm;
const NO_TYPE =
  /^(?:return|goto|typedef|extern|else|case|break|continue|using|struct|union|enum|void|VOID|__extension__|register)$/;
const COUNT_TYPE = /^(?:ULONG|USHORT|UCHAR|DWORD|WORD|BYTE|UINT|SIZE_T|ULONG_PTR|unsigned (?:char|short|int|long))$/;
const POINTER_TYPE = /^(?:LP|P|NP)[A-Z]\w*$/;
const TEXT_TYPE = /^(?:LP|P)C?(?:T|W|U)*STR$/;

/**
 * @param {string} text
 * @returns {{ text: string, annotations: number }}
 */
export function annotatedHeader(text) {
  const writer = new Annotations();
  const pieces = text.split(new RegExp(`(${DIRECTIVE.source})`, 'm'));
  const out = pieces.map((piece, index) => (index % 2 === 1 ? piece : writer.annotated(piece)));
  return { text: out.join(''), annotations: writer.count };
}

class Annotations {
  count = 0;

  /** @param {string} text */
  annotated(text) {
    const functions = text.replaceAll(PARAMETERS, (whole, before, open, inside, close) =>
      NO_FUNCTION.test(before) ? whole : `${before}${open}${this.parameters(inside)}${close}`,
    );
    return this.members(functions)
      .replaceAll(
        /\b(?:WINBASEAPI|WINUSERAPI|WINADVAPI|WINGDIAPI|NTSYSAPI|NTKERNELAPI)\s/g,
        (word) => `${this.result()}${word}`,
      )
      .replaceAll(/^typedef struct (?=\w+\s*\{)/gm, () => `typedef ${this.add('_Struct_size_bytes_(cbSize)')}struct `)
      .replaceAll(/^typedef (?=(?:const )?W?CHAR \*)/gm, () => `typedef ${this.add('_Null_terminated_')}`);
  }

  /** @param {string} annotation */
  add(annotation) {
    this.count++;
    return `${annotation} `;
  }

  result() {
    const kinds = ['_Success_(return != 0) ', '_Must_inspect_result_ ', '_Ret_maybenull_ ', '_Check_return_ '];
    return this.add((kinds[this.count % kinds.length] ?? '').trim());
  }

  /** @param {string} list */
  parameters(list) {
    const all = list.split(',');
    if (!all.every((one) => PARAMETER.test(one.trim()) || /^\s*\.\.\.\s*$/.test(one))) return list;
    const sizes = all.filter((one) => !isPointer(one)).map((one) => PARAMETER.exec(one)?.[1]);
    const size = sizes.find((name) => name !== undefined) ?? '1';
    return all
      .map((one) =>
        /^\s*\.\.\./.test(one) ? one : one.replace(/^\s*/, (blank) => blank + this.add(this.parameter(one, size))),
      )
      .join(',');
  }

  /**
   * @param {string} parameter
   * @param {string} size the name of a neighbour
   */
  parameter(parameter, size) {
    const [type = ''] = parameter.trim().split(/[\s*]/);
    const { count } = this;
    if (TEXT_TYPE.test(type)) return count % 3 === 0 ? '_In_opt_z_' : '_In_z_';
    if (/\*\s*\*/.test(parameter)) return count % 2 === 0 ? '_Outptr_result_maybenull_' : '_COM_Outptr_';
    if (!isPointer(parameter)) return count % 17 === 0 ? `_When_(${size} > 0, _In_)` : '_In_';
    const kinds = [
      `_In_reads_bytes_(${size})`,
      `_Out_writes_bytes_to_opt_(${size}, *${size})`,
      '_Inout_opt_',
      `_In_reads_opt_(${size} + 1)`,
      '_Out_',
      `_At_(*${size}, _Inout_updates_bytes_(sizeof(int) * ${size}))`,
    ];
    return kinds[count % kinds.length] ?? '';
  }

  /** @param {string} text */
  members(text) {
    let countMember = '';
    let end = 0;
    return text.replaceAll(MEMBER, (whole, blank, type, stars, name, tail, at) => {
      const isNext = /^\s*$/.test(text.slice(end, at));
      end = at + whole.length;
      const counted = isNext ? countMember : '';
      countMember = COUNT_TYPE.test(type) && stars.trim() === '' && tail === undefined ? name : '';
      const [word = ''] = type.split(' ');
      if (NO_TYPE.test(word) && word !== 'struct') return whole;
      return `${blank}${this.add(memberAnnotation(type, stars, tail, counted, this.count))}${whole.trimStart()}`;
    });
  }
}

/**
 * @param {string} type
 * @param {string} stars
 * @param {string | undefined} tail
 * @param {string} counted the member before it, where that may count it
 * @param {number} turn
 */
function memberAnnotation(type, stars, tail, counted, turn) {
  const pointer = stars.includes('*') || POINTER_TYPE.test(type);
  if (tail !== undefined) return counted === '' ? '_Field_range_(0, 1)' : `_Field_size_(${counted})`;
  if (TEXT_TYPE.test(type)) return '_Field_z_';
  if (pointer && counted !== '')
    return turn % 2 === 0 ? `_Field_size_bytes_(${counted})` : `_Field_size_bytes_opt_(${counted})`;
  return pointer ? '_Field_size_(1)' : '_Field_range_(0, 0x7fffffff)';
}

/** @param {string} parameter */
function isPointer(parameter) {
  const [type = ''] = parameter
    .trim()
    .replace(/^(?:const|CONST)\s+/, '')
    .split(/[\s*]/);
  return parameter.includes('*') || POINTER_TYPE.test(type);
}
