/**
 * PE: programs and libraries of Windows.
 * From: PE Format, https://learn.microsoft.com/windows/win32/debug/pe-format
 *
 * Headers and sections lie where the DOS header says: `castbuf guess FILE` reads it.
 */
import { enumeration, flags, magic, struct, text, u16, u32 } from 'castbuf';

const Machine = enumeration('IMAGE_FILE_MACHINE', u16, {
  IMAGE_FILE_MACHINE_UNKNOWN: 0,
  IMAGE_FILE_MACHINE_I386: 0x14c,
  IMAGE_FILE_MACHINE_ARMNT: 0x1c4,
  IMAGE_FILE_MACHINE_AMD64: 0x8664,
  IMAGE_FILE_MACHINE_ARM64: 0xaa64,
});
const Characteristics = flags('IMAGE_SCN', u32, {
  IMAGE_SCN_CNT_CODE: 0x20,
  IMAGE_SCN_CNT_INITIALIZED_DATA: 0x40,
  IMAGE_SCN_CNT_UNINITIALIZED_DATA: 0x80,
  IMAGE_SCN_MEM_DISCARDABLE: 0x02000000,
  IMAGE_SCN_MEM_SHARED: 0x10000000,
  IMAGE_SCN_MEM_EXECUTE: 0x20000000,
  IMAGE_SCN_MEM_READ: 0x40000000,
  IMAGE_SCN_MEM_WRITE: 0x80000000,
});

export const FileHeader = struct('IMAGE_FILE_HEADER', {
  Signature: magic(u32, 0x4550),
  Machine,
  NumberOfSections: u16,
  TimeDateStamp: u32,
  PointerToSymbolTable: u32,
  NumberOfSymbols: u32,
  SizeOfOptionalHeader: u16,
  Characteristics: u16,
});

export const Section = struct('IMAGE_SECTION_HEADER', {
  Name: text('utf-8', 8),
  VirtualSize: u32,
  VirtualAddress: u32,
  SizeOfRawData: u32,
  PointerToRawData: u32,
  PointerToRelocations: u32,
  PointerToLinenumbers: u32,
  NumberOfRelocations: u16,
  NumberOfLinenumbers: u16,
  Characteristics,
});
