/**
 * ELF: object files, programs and libraries of Unix.
 * From: System V ABI, chapters 4 and 5, https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html
 *
 * The header lies at the start of the file. Sections and segments lie where the header says: `castbuf guess FILE` reads it.
 */
import { array, enumeration, flags, struct, u16, u32, u64, u8 } from 'castbuf';

const Machine = enumeration('EM', u16, {
  EM_NONE: 0,
  EM_386: 3,
  EM_MIPS: 8,
  EM_PPC: 20,
  EM_PPC64: 21,
  EM_S390: 22,
  EM_ARM: 40,
  EM_SPARCV9: 43,
  EM_X86_64: 62,
  EM_AARCH64: 183,
  EM_RISCV: 243,
});
const FileType = enumeration('ET', u16, { ET_NONE: 0, ET_REL: 1, ET_EXEC: 2, ET_DYN: 3, ET_CORE: 4 });
const SectionType = enumeration('SHT', u32, {
  SHT_NULL: 0,
  SHT_PROGBITS: 1,
  SHT_SYMTAB: 2,
  SHT_STRTAB: 3,
  SHT_RELA: 4,
  SHT_HASH: 5,
  SHT_DYNAMIC: 6,
  SHT_NOTE: 7,
  SHT_NOBITS: 8,
  SHT_REL: 9,
  SHT_DYNSYM: 11,
  SHT_INIT_ARRAY: 14,
  SHT_FINI_ARRAY: 15,
  SHT_GROUP: 17,
});
const SegmentType = enumeration('PT', u32, {
  PT_NULL: 0,
  PT_LOAD: 1,
  PT_DYNAMIC: 2,
  PT_INTERP: 3,
  PT_NOTE: 4,
  PT_PHDR: 6,
  PT_TLS: 7,
});
const SegmentFlags = flags('PF', u32, { PF_X: 1, PF_W: 2, PF_R: 4 });

/** The types of one word size and byte order. */
function typesOf(/** @type {typeof u32 | typeof u64} */ word, /** @type {'little' | 'big'} */ endian) {
  const Header = struct(
    'Ehdr',
    {
      Ident: array(u8, 16),
      Type: FileType,
      Machine,
      Version: u32,
      Entry: word,
      SegmentsOffset: word,
      SectionsOffset: word,
      Flags: u32,
      HeaderBytes: u16,
      SegmentBytes: u16,
      SegmentCount: u16,
      SectionBytes: u16,
      SectionCount: u16,
      NamesSection: u16,
    },
    { endian },
  );
  const Section = struct(
    'Shdr',
    {
      Name: u32,
      Type: SectionType,
      Flags: word,
      Address: word,
      Offset: word,
      Size: word,
      Link: u32,
      Info: u32,
      Align: word,
      EntryBytes: word,
    },
    { endian },
  );
  const Segment = struct(
    'Phdr',
    word === u64
      ? {
          Type: SegmentType,
          Flags: SegmentFlags,
          Offset: u64,
          VirtualAddress: u64,
          PhysicalAddress: u64,
          FileBytes: u64,
          MemoryBytes: u64,
          Align: u64,
        }
      : {
          Type: SegmentType,
          Offset: u32,
          VirtualAddress: u32,
          PhysicalAddress: u32,
          FileBytes: u32,
          MemoryBytes: u32,
          Flags: SegmentFlags,
          Align: u32,
        },
    { endian },
  );
  return { Header, Section, Segment };
}

export const { Header: Header64, Section: Section64, Segment: Segment64 } = typesOf(u64, 'little');
export const { Header: Header32, Section: Section32, Segment: Segment32 } = typesOf(u32, 'little');
export const { Header: Header64Big, Section: Section64Big, Segment: Segment64Big } = typesOf(u64, 'big');
export const { Header: Header32Big, Section: Section32Big, Segment: Segment32Big } = typesOf(u32, 'big');
