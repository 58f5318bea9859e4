/** What a format is known by, and how castbuf decodes a file of it. */
export interface KnownFormat {
  readonly about: string;
  is(head: DataView): boolean;
  /** Options of `castbuf decode`, which may lie in the head; undefined where it says nothing that can be decoded. */
  decode?(head: DataView): readonly string[] | undefined;
  /** Why there is no schema. */
  readonly missing?: string;
}

/** Bytes of a file that say what it is, and where its tables lie. */
export const HEAD_BYTES = 64 * 1024;

const NO_FILE = 'the gallery has no schema of it yet';

/** The first that fits is it. */
export const KNOWN_FORMATS: readonly KnownFormat[] = [
  { about: 'PE, a program or library of Windows', is: isPe, decode: peSections },
  { about: 'ELF, a program, library or object file of Unix', is: hasText('\x7fELF'), decode: elfTables },
  {
    about: 'pcap, captured packets, little-endian',
    is: hasWord(true, 0xa1b2c3d4, 0xa1b23c4d),
    decode: () => ['--schema', 'pcap', '--type', 'Packet', '--skip', '24'],
  },
  {
    about: 'pcap, captured packets, big-endian',
    is: hasWord(false, 0xa1b2c3d4, 0xa1b23c4d),
    decode: () => ['--schema', 'pcap', '--type', 'PacketBig', '--skip', '24'],
  },
  { about: 'pcapng, captured packets', is: hasWord(true, 0x0a0d0d0a), decode: pcapngBlocks },
  {
    about: 'WAV, sound',
    is: (head) => hasText('RIFF')(head) && hasText('WAVE', 8)(head),
    decode: () => ['--schema', 'wav', '--skip', '12'],
  },
  {
    about: 'MADT, the interrupt controllers of ACPI',
    is: (head) => hasText('APIC')(head) && head.byteLength > 44 && head.getUint32(4, true) >= 44,
    decode: () => ['--schema', 'madt', '--skip', '44'],
  },
  {
    about: 'EDID, what a monitor says of itself',
    is: (head) => hasWord(true, 0xffffff00)(head) && head.byteLength >= 128 && head.getUint32(4, true) === 0x00ffffff,
    decode: edidBlocks,
  },
  { about: 'PNG, an image', is: hasText('PNG\r\n', 1), decode: () => ['--schema', 'png', '--skip', '8'] },
  { about: 'EVTX, an event log of Windows', is: hasText('ElfFile\0'), missing: NO_FILE },
  { about: 'a minidump of Windows', is: hasText('MDMP'), missing: NO_FILE },
  { about: 'RIFF, chunks', is: hasText('RIFF'), decode: () => ['--schema', 'wav', '--skip', '12'] },
];

function hasText(text: string, at = 0): (head: DataView) => boolean {
  return (head) =>
    head.byteLength >= at + text.length &&
    [...text].every((letter, index) => head.getUint8(at + index) === letter.charCodeAt(0));
}

function hasWord(isLittle: boolean, ...words: readonly number[]): (head: DataView) => boolean {
  return (head) => head.byteLength >= 4 && words.includes(head.getUint32(0, isLittle));
}

function isPe(head: DataView): boolean {
  if (!hasText('MZ')(head) || head.byteLength < 64) return false;
  const at = head.getUint32(60, true);
  return at <= head.byteLength - 24 && head.getUint32(at, true) === 0x4550;
}

/** Its sections follow a header whose size it says. */
function peSections(head: DataView): readonly string[] {
  const at = head.getUint32(60, true);
  const skip = at + 24 + head.getUint16(at + 20, true);
  return table('pe', 'Section', skip, head.getUint16(at + 6, true));
}

/** Its sections; of a program that has none, its segments. */
function elfTables(head: DataView): readonly string[] | undefined {
  if (head.byteLength < 64) return undefined;
  const [bits, order] = [head.getUint8(4), head.getUint8(5)];
  if ((bits !== 1 && bits !== 2) || (order !== 1 && order !== 2)) return undefined;
  const [is64, isLittle] = [bits === 2, order === 1];
  const word = (at: number): number => (is64 ? Number(head.getBigUint64(at, isLittle)) : head.getUint32(at, isLittle));
  const ending = `${is64 ? '64' : '32'}${isLittle ? '' : 'Big'}`;
  const counts = is64 ? 56 : 44;
  const sections = head.getUint16(counts + 4, isLittle);
  if (sections > 0) return table('elf', `Section${ending}`, word(is64 ? 40 : 32), sections);
  const segments = head.getUint16(counts, isLittle);
  if (segments > 0) return table('elf', `Segment${ending}`, word(is64 ? 32 : 28), segments);
  return table('elf', `Header${ending}`, 0, 1);
}

function pcapngBlocks(head: DataView): readonly string[] | undefined {
  if (head.byteLength < 12) return undefined;
  const isLittle = head.getUint32(8, true) === 0x1a2b3c4d;
  return ['--schema', 'pcapng', '--set', isLittle ? 'Blocks' : 'BlocksBig'];
}

/** Extension blocks are of another type. */
function edidBlocks(head: DataView): readonly string[] {
  return head.getUint8(126) === 0 ? ['--schema', 'edid'] : ['--schema', 'edid', '--count', '1'];
}

function table(schema: string, type: string, skip: number, count: number): readonly string[] {
  return ['--schema', schema, '--type', type, '--skip', String(skip), '--count', String(count), '--names'];
}
