import { isKnownGnu, isKnownStandard } from './known-attributes.js';
import type { HeaderTarget } from './predefined.js';

const wordsOf = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Operators of `#if` that ask for a file; every compiler has the first. */
export const FILE_TESTS: ReadonlySet<string> = new Set(['__has_include', '__has_include_next']);

const GCC_TESTS: ReadonlySet<string> = new Set([
  '__has_include_next',
  '__has_attribute',
  '__has_c_attribute',
  '__has_cpp_attribute',
  '__has_builtin',
]);

/** Operators that a compiler may have: where it has not, they are names like others. */
const TESTS: ReadonlySet<string> = new Set([...FILE_TESTS, ...GCC_TESTS]);

/** Names that stand for something without being macros; `_Pragma` is one in gcc. */
const DYNAMIC = wordsOf('__LINE__ __FILE__ __COUNTER__ __DATE__ __TIME__ __TIMESTAMP__ __INCLUDE_LEVEL__');

/** Built-in functions that headers ask for. gcc has many more, for single processors. */
const BUILTINS = new RegExp(
  '^(?:__builtin_(?:abort|abs|alloca|alloca_with_align|assume_aligned|bswap(?:16|32|64|128)|calloc|choose_expr|clrsb(?:l|ll)?|clz(?:l|ll)?|complex|' +
    'constant_p|convertvector|ctz(?:l|ll)?|dynamic_object_size|exit|expect|expect_with_probability|extend_pointer|extract_return_addr|fabs[fl]?|' +
    'ffs(?:l|ll)?|frame_address|free|frob_return_addr|has_attribute|huge_val[fl]?|inf[fl]?|is(?:finite|inf|nan|normal|greater|greaterequal|less|lessequal|' +
    'lessgreater|unordered)|LINE|FILE|FUNCTION|malloc|mem(?:chr|cmp|cpy|move|set)|(?:__)?(?:mem|str)\\w*_chk|nan[fl]?|object_size|offsetof|parity(?:l|ll)?|' +
    'popcount(?:l|ll)?|prefetch|printf|puts|realloc|return_address|s(?:add|sub|mul)(?:l|ll)?_overflow|u(?:add|sub|mul)(?:l|ll)?_overflow|' +
    '(?:add|sub|mul)_overflow(?:_p)?|shuffle|shufflevector|signbit[fl]?|speculation_safe_value|str(?:cat|chr|cmp|cpy|len|ncmp|ncpy|ndup|dup|rchr|str)|tgmath|' +
    'trap|types_compatible_p|unreachable|unwind_init|va_arg|va_arg_pack|va_arg_pack_len|va_copy|va_end|va_start|classify_type|cpu_init|cpu_is|cpu_supports|' +
    '___clear_cache|object_size)|' +
    '__sync_(?:fetch_and_(?:add|sub|or|and|xor|nand)|(?:add|sub|or|and|xor|nand)_and_fetch|bool_compare_and_swap|val_compare_and_swap|synchronize|' +
    'lock_test_and_set|lock_release)|' +
    '__atomic_(?:load|store|exchange|compare_exchange|add_fetch|sub_fetch|and_fetch|or_fetch|xor_fetch|nand_fetch|fetch_add|fetch_sub|fetch_and|fetch_or|' +
    'fetch_xor|fetch_nand)(?:_n)?|__atomic_(?:test_and_set|clear|thread_fence|signal_fence|always_lock_free|is_lock_free)|' +
    'abort|abs|alloca|calloc|exit|free|malloc|mem(?:chr|cmp|cpy|move|set)|printf|fprintf|sprintf|snprintf|puts|putchar|realloc|' +
    'str(?:cat|chr|cmp|cpy|cspn|len|ncat|ncmp|ncpy|pbrk|rchr|spn|str))$',
);

/** Attributes of C23 that gcc 12 knows, and since when. */
const STANDARD_SINCE: Readonly<Record<string, number>> = {
  nodiscard: 202_003,
  maybe_unused: 201_904,
  deprecated: 201_904,
  fallthrough: 201_904,
};

/** What a compiler says about itself in an `#if`. */
export class FeatureTests {
  private readonly isGcc: boolean;

  constructor(target: HeaderTarget) {
    this.isGcc = target === 'gcc' || target === 'mingw';
  }

  /** Whether `#ifdef` of the name holds, though it is no macro. */
  isDefined(name: string): boolean {
    if (DYNAMIC.has(name) || name === '__has_include' || (this.isGcc && GCC_TESTS.has(name))) return true;
    return this.isGcc && (name === '_Pragma' || name === '__BASE_FILE__');
  }

  /** Whether the name, called, asks something here. */
  isTest(name: string): boolean {
    return TESTS.has(name) && this.isDefined(name);
  }

  /** The number that a test other than for files gives. `words` are its argument: `packed`, or `gnu`, `::`, `packed`. */
  value(test: string, words: readonly string[]): number {
    const name = (words.at(-1) ?? '').replace(/^__(.+)__$/, '$1');
    const space = words.length > 1 ? words[0]?.replace(/^__(.+)__$/, '$1') : undefined;
    if (test === '__has_builtin') return BUILTINS.test(words[0] ?? '') ? 1 : 0;
    const isGnu = space === undefined ? test === '__has_attribute' : space === 'gnu';
    if (isGnu) return isKnownGnu(name) || (space === undefined && isKnownStandard(name)) ? 1 : 0;
    return space === undefined && Object.hasOwn(STANDARD_SINCE, name) ? (STANDARD_SINCE[name] as number) : 0;
  }
}
