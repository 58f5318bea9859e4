const wordsOf = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/**
 * Attributes of gcc and clang, without underscores around them, that say nothing about where bytes lie: they are for code, linkage,
 * warnings. One that is not here is noted.
 */
const GNU = wordsOf(
  'abi_tag access acquire_capability acquired_after acquired_before alias alloc_align alloc_size always_inline analyzer_noreturn ' +
    'annotate annotate_type artificial assert_capability assume_aligned availability bnd_instrument bnd_legacy bnd_variable_size ' +
    'blocks btf_decl_tag btf_type_tag callback capability cdecl cf_audited_transfer cfi_canonical_jump_table cleanup cold common const ' +
    'constructor convergent copy cpu_dispatch cpu_specific deprecated designated_init destructor diagnose_as_builtin diagnose_if ' +
    'disable_sanitizer_instrumentation disable_tail_calls dllexport dllimport enable_if enforce_tcb error error_if_assert exclude_from_explicit_instantiation ' +
    'excluded_from_explicit_instantiation expected_throw external_source_symbol externally_visible fallthrough far fastcall fd_arg fd_arg_read ' +
    'fd_arg_write flag_enum flatten force_align_arg_pointer format format_arg gnu_inline guarded_by guarded_var hot ifunc indirect_branch ' +
    'indirect_return interrupt leaf lifetimebound lockable locks_excluded lto_visibility_public malloc may_alias maybe_unused ' +
    'minsize mig_server_routine ms_abi ms_hook_prologue must_check musttail naked near no_address_safety_analysis no_builtin no_caller_saved_registers ' +
    'no_destroy no_icf no_instrument_function no_profile_instrument_function no_reorder no_sanitize no_sanitize_address no_sanitize_memory ' +
    'no_sanitize_thread no_sanitize_undefined no_speculative_load_hardening no_split_stack no_stack_limit no_stack_protector ' +
    'no_thread_safety_analysis nocf_check noclone nocommon noderef nodiscard noescape noinit noinline noipa nomerge nonnull nonstring ' +
    'noplt noreturn not_tail_called nothrow nouwtable null_terminated_string_arg optimize optnone overloadable ownership_holds ' +
    'ownership_returns ownership_takes pascal patchable_function_entry pcs persistent preserve_all preserve_most pt_guarded_by pt_guarded_var ' +
    'pure regcall regparm release_capability require_constant_initialization requires_capability reinitializes restrict ' +
    'retain return_typestate returns_nonnull returns_twice scoped_lockable section selectany sentinel simd speculative_load_hardening ' +
    'sseregparm stack_protect stdcall strict_flex_array suppress swiftcall symver sysv_abi target target_clones target_version ' +
    'tainted_args test_typestate thiscall tls_model transparent_union trivial_abi try_acquire_capability type_visibility unavailable ' +
    'uninitialized unused unused_result used uuid uwtable vectorcall visibility warn_if_not_aligned warn_unused warn_unused_result ' +
    'warning weak weak_import weakref zero_call_used_regs',
);

/** The same in `[[…]]`, without a namespace. */
const STANDARD = wordsOf(
  'assume carries_dependency deprecated fallthrough likely maybe_unused nodiscard noreturn _Noreturn reproducible unlikely unsequenced',
);

/** `[[msvc::…]]`. */
const MSVC = wordsOf(
  'constexpr flatten forceinline forceinline_calls intrinsic known_semantics lifetimebound no_tls_guard noinline noinline_calls noop_dtor',
);

/** `__declspec(…)`. */
const DECLSPEC = wordsOf(
  'allocate allocator appdomain code_seg cpu_dispatch cpu_specific deprecated dllexport dllimport guard hybrid_patchable ' +
    'intrin_type jitintrinsic naked no_init_all no_sanitize_address noalias noinline noreturn nothrow novtable process restrict ' +
    'safebuffers selectany spectre strict_gs_check thread uuid',
);

/** Attributes that change a layout, or count a tail. */
const LAYOUT = wordsOf('aligned gcc_struct mode ms_struct packed scalar_storage_order vector_size');

/** Whether gcc's `__has_attribute` says so. */
export function isKnownGnu(name: string): boolean {
  return LAYOUT.has(name) || GNU.has(name);
}

export function isKnownStandard(name: string): boolean {
  return STANDARD.has(name);
}

/** Whether an attribute is known to leave the layout as it is. */
export function isHarmlessGnu(name: string): boolean {
  return GNU.has(name);
}

export function isHarmlessDeclspec(name: string): boolean {
  return DECLSPEC.has(name) || GNU.has(name);
}

/** `[[name]]`, or `[[msvc::name]]`. */
export function isHarmlessStandard(space: string | undefined, name: string): boolean {
  return space === 'msvc' ? MSVC.has(name) : space === undefined && STANDARD.has(name);
}
