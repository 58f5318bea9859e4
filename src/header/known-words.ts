const wordsOf = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/**
 * Words that the headers of Windows define as calling conventions, linkage, qualifiers and remarks, for headers that come without the
 * ones that define them. They say nothing about where bytes lie.
 */
const WINDOWS = wordsOf(
  'APIENTRY APIPRIVATE BASEAPI CALLBACK CDECL CONST DDKAPI DDKCDECLAPI DDKFASTAPI DECLSPEC_CONFIDENTIAL DECLSPEC_DEPRECATED DECLSPEC_EXPORT ' +
    'DECLSPEC_IMPORT DECLSPEC_NOINITALL DECLSPEC_NOINLINE DECLSPEC_NORETURN DECLSPEC_NOTHROW DECLSPEC_NOVTABLE DECLSPEC_SELECTANY ' +
    'EXPORT EXTERN_C FAR FASTCALL FORCEINLINE HUGEP IN INLINE IoCallDriver MIDL_INTERFACE NEAR NTAPI NTAPI_INLINE NTHALAPI NTKERNELAPI ' +
    'NTOSAPI NTSYSAPI NTSYSCALLAPI OPTIONAL OUT PASCAL PUBLIC RESTRICTED_POINTER RPC_ENTRY STDAPICALLTYPE STDAPIVCALLTYPE STDMETHODCALLTYPE ' +
    'STDMETHODVCALLTYPE STDAPI STDAPI_ UNREFERENCED VFWAPI VFWAPIV VOLATILE WINADVAPI WINAPI WINAPIV WINBASEAPI WINGDIAPI WINUSERAPI ' +
    'WINSOCK_API_LINKAGE WSAAPI DECLSPEC_UUID DECLSPEC_SAFEBUFFERS POINTER_UNSIGNED POINTER_SIGNED BCRYPT_STRUCT_ALIGNMENT_NOT_NEEDED',
);

/** Annotations of sal.h, driverspecs.h and concurrencysal.h; those that carry sizes are read elsewhere. */
const SAL =
  /^(?:_(?:At|Analysis|Acquires|Always|Benign|Called|Check_return|COM_Outptr|Const|Create|Deref|Enum|Exclusive|Field|Flow|Format|Frees|Function|Global|Group|Guarded|Has|Holds|Interlocked|Inout|In|IRQL|Kernel|Literal|Lock|Maybe|Must|No|Notnull|Notref|Null|NullNull|NullTerminated|On|Out|Outptr|Outref|Points|Post|Posts|Pre|Prepost|Printf|Raises|Readable|Releases|Requires|Reserved|Result|Ret|Return|Scanf|Shared|Strict|Struct|Success|Translates|Use|Valid|Valueless|When|Will|Writable|Write)_|__(?:in|out|inout|deref|reserved|checkReturn|callback|format_string|blocksOn|drv_|range|nullterminated|nullnullterminated|notnull|maybenull|success|field|struct_bcount|typefix|override|control_entrypoint|data_entrypoint|post|pre|exceptthat|execeptthat|elem_readableTo|byte_readableTo|bcount|ecount|encoded|fallthrough)(?:_\w*)?$)/;

/** Whether a word that nothing defines is known to say nothing about layout. */
export function isHarmlessWord(word: string): boolean {
  return WINDOWS.has(word) || SAL.test(word);
}

/** `__packed`, `PACKED`, `ATTR_ALIGNED`: in the place of a tag or a name it is an attribute that nothing defines. */
const LAYOUT_WORD = new RegExp(
  `^(?:_+(?:attr(?:ibute)?_?)?(?:pack(?:ed)?|align(?:ed)?)(?:_(?:struct|attr|attribute))?_*|` +
    `_*(?:(?:ATTR|ATTRIBUTE|CC|DECLSPEC|GCC|GNU|MS|MSVC|STRUCT)_)*(?:PACK(?:ED)?|ALIGN(?:ED)?)(?:_(?:STRUCT|ATTR|ATTRIBUTE|BEGIN|END|PRE|POST|\\d+))?_*)$`,
);

/** Whether a word looks as if it spoke about layout. */
export function isLayoutWord(word: string): boolean {
  return LAYOUT_WORD.test(word);
}
