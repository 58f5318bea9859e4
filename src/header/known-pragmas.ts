const wordsOf = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Pragmas that say nothing about what a header declares: they are for code, linkage, warnings. Others are noted. */
const PRAGMAS = wordsOf(
  'alloc_text auto_inline bss_seg check_stack code_seg comment component const_seg data_seg deprecated detect_mismatch endregion ' +
    'execution_character_set fenv_access float_control fp_contract function hdrstop ident init_seg inline_depth inline_recursion intrinsic ' +
    'ivdep loop make_public managed message mark nounroll omp once optimize pointers_to_members prefast redefine_extname region runtime_checks ' +
    'section setlocale strict_gs_check system_header unmanaged unroll vtordisp warning weak acc',
);

/** The same after `#pragma GCC`, `#pragma clang`, `#pragma STDC`. */
const OF_COMPILER: Readonly<Record<string, ReadonlySet<string>>> = {
  GCC: wordsOf(
    'dependency diagnostic error ivdep novector optimize poison pop_options push_options reset_options system_header target unroll visibility warning',
  ),
  clang: wordsOf(
    'arc_cf_code_audited assume_nonnull attribute deprecated diagnostic final fp loop module optimize restrict_expansion section system_header ' +
      'unsafe_buffer_usage __debug',
  ),
  STDC: wordsOf('FENV_ACCESS FP_CONTRACT CX_LIMITED_RANGE FENV_ROUND FENV_DEC_ROUND FLOAT_CONST_DECIMAL64'),
};

/** Whether a pragma that begins with these words is known to change no declaration. */
export function isHarmlessPragma(first: string, second: string | undefined): boolean {
  if (PRAGMAS.has(first)) return true;
  const known = Object.hasOwn(OF_COMPILER, first) ? OF_COMPILER[first] : undefined;
  return known !== undefined && second !== undefined && known.has(second);
}
