/*
 * Annotations that expand as those of Microsoft's sal.h do where an analysis reads them: each names itself, and is made of others over
 * several levels. The text was written for castbuf; only the names of the annotations, which headers use, are the SDK's.
 *
 * With SAL_DECLSPECS the innermost ones are __declspec("…"), as with _USE_DECLSPECS_FOR_SAL; without it they are nothing, as for a plain
 * compiler.
 */
#ifndef CASTBUF_SAL_H
#define CASTBUF_SAL_H

#define SAL_TEXT(x) #x
#ifdef SAL_DECLSPECS
#define SAL_SAYS0(what) __declspec(#what)
#define SAL_SAYS1(what, a) __declspec(#what "(" SAL_TEXT(a) ")")
#define SAL_SAYS3(what, a, b, c) __declspec(#what "(" SAL_TEXT(a) "," SAL_TEXT(b) "," SAL_TEXT(c) ")")
#else
#define SAL_SAYS0(what)
#define SAL_SAYS1(what, a)
#define SAL_SAYS3(what, a, b, c)
#endif

#define SAL_NOTHING
#define SAL_GROUP(notes) SAL_SAYS0(SAL_begin) notes SAL_SAYS0(SAL_end)
#define _SAL1_Source_(name, arguments, notes) SAL_SAYS3(SAL_name, #name, "", "1.1") SAL_GROUP(notes SAL_NOTHING)
#define _SAL2_Source_(name, arguments, notes) SAL_SAYS3(SAL_name, #name, "", "2") SAL_GROUP(notes SAL_NOTHING)

/* When it holds, and about what. */
#define SAL_PRE SAL_SAYS0(SAL_pre)
#define SAL_POST SAL_SAYS0(SAL_post)
#define SAL_DEREF SAL_SAYS0(SAL_deref)
#define SAL_NOTREF SAL_SAYS0(SAL_notref)

/* What holds. */
#define SAL_NULL(yes) SAL_NOTREF SAL_SAYS1(SAL_null, yes)
#define SAL_VALID SAL_SAYS0(SAL_valid)
#define SAL_READS SAL_SAYS1(SAL_access, read)
#define SAL_WRITES SAL_SAYS1(SAL_access, write)
#define SAL_ELEMENTS(extent) SAL_SAYS1(SAL_readableTo, elementCount(extent))
#define SAL_BYTES(extent) SAL_SAYS1(SAL_readableTo, byteCount(extent))
#define SAL_ROOM(extent) SAL_SAYS1(SAL_writableTo, elementCount(extent))
#define SAL_ROOM_BYTES(extent) SAL_SAYS1(SAL_writableTo, byteCount(extent))
#define SAL_ENDS SAL_SAYS1(SAL_readableTo, sentinel(0))

/* The levels between. */
#define SAL_PRE1(a) SAL_GROUP(SAL_PRE a)
#define SAL_PRE2(a, b) SAL_PRE1(a) SAL_PRE1(b)
#define SAL_PRE3(a, b, c) SAL_PRE2(a, b) SAL_PRE1(c)
#define SAL_POST1(a) SAL_GROUP(SAL_POST a)
#define SAL_POST2(a, b) SAL_POST1(a) SAL_POST1(b)
#define SAL_POST3(a, b, c) SAL_POST2(a, b) SAL_POST1(c)
#define SAL_DEREF_PRE(a, b) SAL_PRE1(SAL_DEREF a) SAL_PRE1(SAL_DEREF b)
#define SAL_DEREF_POST(a, b) SAL_POST1(SAL_DEREF a) SAL_POST1(SAL_DEREF b)

#define _Pre_valid_ _SAL1_Source_(_Pre_valid_, (), SAL_PRE2(SAL_NULL(no), SAL_VALID))
#define _Pre_opt_valid_ _SAL1_Source_(_Pre_opt_valid_, (), SAL_PRE2(SAL_NULL(maybe), SAL_VALID))
#define _Post_valid_ _SAL1_Source_(_Post_valid_, (), SAL_POST1(SAL_VALID))
#define _Pre_count_(n) _SAL1_Source_(_Pre_count_, (n), SAL_PRE3(SAL_NULL(no), SAL_ELEMENTS(n), SAL_VALID))
#define _Pre_opt_count_(n) _SAL1_Source_(_Pre_opt_count_, (n), SAL_PRE3(SAL_NULL(maybe), SAL_ELEMENTS(n), SAL_VALID))
#define _Pre_bytecount_(n) _SAL1_Source_(_Pre_bytecount_, (n), SAL_PRE3(SAL_NULL(no), SAL_BYTES(n), SAL_VALID))
#define _Pre_opt_bytecount_(n) _SAL1_Source_(_Pre_opt_bytecount_, (n), SAL_PRE3(SAL_NULL(maybe), SAL_BYTES(n), SAL_VALID))
#define _Pre_cap_(n) _SAL1_Source_(_Pre_cap_, (n), SAL_PRE2(SAL_NULL(no), SAL_ROOM(n)))
#define _Pre_opt_cap_(n) _SAL1_Source_(_Pre_opt_cap_, (n), SAL_PRE2(SAL_NULL(maybe), SAL_ROOM(n)))
#define _Pre_bytecap_(n) _SAL1_Source_(_Pre_bytecap_, (n), SAL_PRE2(SAL_NULL(no), SAL_ROOM_BYTES(n)))
#define _Pre_opt_bytecap_(n) _SAL1_Source_(_Pre_opt_bytecap_, (n), SAL_PRE2(SAL_NULL(maybe), SAL_ROOM_BYTES(n)))
#define _Post_bytecount_(n) _SAL1_Source_(_Post_bytecount_, (n), SAL_POST2(SAL_BYTES(n), SAL_VALID))
#define _Pre_z_ _SAL1_Source_(_Pre_z_, (), SAL_PRE3(SAL_NULL(no), SAL_ENDS, SAL_VALID))
#define _Pre_opt_z_ _SAL1_Source_(_Pre_opt_z_, (), SAL_PRE3(SAL_NULL(maybe), SAL_ENDS, SAL_VALID))
#define _Post_z_ _SAL1_Source_(_Post_z_, (), SAL_POST2(SAL_ENDS, SAL_VALID))
#define _Deref_pre_readonly_ _SAL1_Source_(_Deref_pre_readonly_, (), SAL_DEREF_PRE(SAL_NOTREF, SAL_READS))
#define _Deref_post_valid_ _SAL1_Source_(_Deref_post_valid_, (), SAL_DEREF_POST(SAL_NULL(no), SAL_VALID))
#define _Deref_post_opt_valid_ _SAL1_Source_(_Deref_post_opt_valid_, (), SAL_DEREF_POST(SAL_NULL(maybe), SAL_VALID))

/* What headers write before parameters and results. */
#undef _In_
#define _In_ _SAL2_Source_(_In_, (), SAL_PRE1(SAL_NULL(no)) _Pre_valid_ _Deref_pre_readonly_)
#undef _In_opt_
#define _In_opt_ _SAL2_Source_(_In_opt_, (), SAL_PRE1(SAL_NULL(maybe)) _Pre_opt_valid_ _Deref_pre_readonly_)
#undef _In_z_
#define _In_z_ _SAL2_Source_(_In_z_, (), _In_ _Pre_z_)
#undef _In_opt_z_
#define _In_opt_z_ _SAL2_Source_(_In_opt_z_, (), _In_opt_ _Pre_opt_z_)
#undef _In_reads_
#define _In_reads_(n) _SAL2_Source_(_In_reads_, (n), _Pre_count_(n) _Deref_pre_readonly_)
#undef _In_reads_opt_
#define _In_reads_opt_(n) _SAL2_Source_(_In_reads_opt_, (n), _Pre_opt_count_(n) _Deref_pre_readonly_)
#undef _In_reads_bytes_
#define _In_reads_bytes_(n) _SAL2_Source_(_In_reads_bytes_, (n), _Pre_bytecount_(n) _Deref_pre_readonly_)
#undef _In_reads_bytes_opt_
#define _In_reads_bytes_opt_(n) _SAL2_Source_(_In_reads_bytes_opt_, (n), _Pre_opt_bytecount_(n) _Deref_pre_readonly_)
#undef _Out_
#define _Out_ _SAL2_Source_(_Out_, (), _Pre_cap_(1) SAL_POST1(SAL_WRITES) _Post_valid_)
#undef _Out_opt_
#define _Out_opt_ _SAL2_Source_(_Out_opt_, (), _Pre_opt_cap_(1) SAL_POST1(SAL_WRITES) _Post_valid_)
#undef _Out_writes_
#define _Out_writes_(n) _SAL2_Source_(_Out_writes_, (n), _Pre_cap_(n) _Post_valid_)
#undef _Out_writes_opt_
#define _Out_writes_opt_(n) _SAL2_Source_(_Out_writes_opt_, (n), _Pre_opt_cap_(n) _Post_valid_)
#undef _Out_writes_bytes_
#define _Out_writes_bytes_(n) _SAL2_Source_(_Out_writes_bytes_, (n), _Pre_bytecap_(n) _Post_valid_)
#undef _Out_writes_bytes_to_opt_
#define _Out_writes_bytes_to_opt_(n, used) \
  _SAL2_Source_(_Out_writes_bytes_to_opt_, (n, used), _Pre_opt_bytecap_(n) _Post_valid_ _Post_bytecount_(used))
#undef _Out_writes_z_
#define _Out_writes_z_(n) _SAL2_Source_(_Out_writes_z_, (n), _Pre_cap_(n) _Post_z_)
#undef _Inout_
#define _Inout_ _SAL2_Source_(_Inout_, (), _Pre_valid_ SAL_PRE1(SAL_WRITES) _Post_valid_)
#undef _Inout_opt_
#define _Inout_opt_ _SAL2_Source_(_Inout_opt_, (), _Pre_opt_valid_ SAL_PRE1(SAL_WRITES) _Post_valid_)
#undef _Inout_updates_bytes_
#define _Inout_updates_bytes_(n) _SAL2_Source_(_Inout_updates_bytes_, (n), _Pre_bytecap_(n) _Pre_valid_ _Post_valid_)
#undef _Outptr_
#define _Outptr_ _SAL2_Source_(_Outptr_, (), _Out_ _Deref_post_valid_)
#undef _Outptr_result_maybenull_
#define _Outptr_result_maybenull_ _SAL2_Source_(_Outptr_result_maybenull_, (), _Out_ _Deref_post_opt_valid_)
#undef _COM_Outptr_
#define _COM_Outptr_ _SAL2_Source_(_COM_Outptr_, (), _Outptr_ _On_failure_(SAL_DEREF_POST(SAL_NULL(yes), SAL_NOTREF)))
#undef _Reserved_
#define _Reserved_ _SAL2_Source_(_Reserved_, (), SAL_PRE1(SAL_NULL(yes)))
#undef _Ret_maybenull_
#define _Ret_maybenull_ _SAL2_Source_(_Ret_maybenull_, (), SAL_POST1(SAL_NULL(maybe)))
#undef _Check_return_
#define _Check_return_ _SAL2_Source_(_Check_return_, (), SAL_SAYS0(SAL_checkReturn))
#undef _Must_inspect_result_
#define _Must_inspect_result_ _SAL2_Source_(_Must_inspect_result_, (), SAL_POST1(SAL_SAYS0(SAL_mustInspect)) _Check_return_)
#undef _Success_
#define _Success_(condition) _SAL2_Source_(_Success_, (condition), SAL_GROUP(SAL_SAYS1(SAL_success, condition)))
#undef _When_
#define _When_(condition, notes) SAL_GROUP(SAL_SAYS1(SAL_when, condition) notes)
#undef _At_
#define _At_(target, notes) SAL_GROUP(SAL_SAYS1(SAL_at, target) notes)
#undef _On_failure_
#define _On_failure_(notes) SAL_GROUP(SAL_SAYS0(SAL_onFailure) notes)
#undef _Return_type_success_
#define _Return_type_success_(condition) _SAL2_Source_(_Return_type_success_, (condition), SAL_SAYS1(SAL_success, condition))

/* What headers write before members and types. */
#undef _Field_size_
#define _Field_size_(n) _SAL2_Source_(_Field_size_, (n), SAL_GROUP(SAL_NULL(no) SAL_ROOM(n)))
#undef _Field_size_bytes_
#define _Field_size_bytes_(n) _SAL2_Source_(_Field_size_bytes_, (n), SAL_GROUP(SAL_NULL(no) SAL_ROOM_BYTES(n)))
#undef _Field_size_bytes_opt_
#define _Field_size_bytes_opt_(n) _SAL2_Source_(_Field_size_bytes_opt_, (n), SAL_GROUP(SAL_NULL(maybe) SAL_ROOM_BYTES(n)))
#undef _Field_z_
#define _Field_z_ _SAL2_Source_(_Field_z_, (), SAL_GROUP(SAL_ENDS))
#undef _Field_range_
#define _Field_range_(low, high) _SAL2_Source_(_Field_range_, (low, high), SAL_GROUP(SAL_SAYS3(SAL_range, low, high, "")))
#undef _Struct_size_bytes_
#define _Struct_size_bytes_(n) _SAL2_Source_(_Struct_size_bytes_, (n), SAL_GROUP(SAL_SAYS1(SAL_writableTo, byteCount(n))))
#undef _Null_terminated_
#define _Null_terminated_ _SAL2_Source_(_Null_terminated_, (), SAL_GROUP(SAL_ENDS))

#endif
