import * as assert from 'uvu/assert';
import { parseHeader, type HeaderOptions } from '../../src/header/index.js';
import { suite } from '../harness/index.js';
import { clangLayouts, linesOf } from './clang-layouts.js';

// time-out: 300 s

/** Register blocks as CMSIS has them, control blocks of a kernel, and packed messages of a vehicle: the shapes of headers for microcontrollers. */
const TYPES = `
typedef signed char int8_t; typedef unsigned char uint8_t; typedef short int16_t; typedef unsigned short uint16_t;
typedef int int32_t; typedef unsigned uint32_t; typedef unsigned long long uint64_t; typedef long long int64_t; typedef unsigned size_t;
`;
const REGISTERS = `
#define __IM volatile const
#define __OM volatile
#define __IOM volatile
typedef union { struct { uint32_t _reserved0:16; uint32_t GE:4; uint32_t _reserved1:7; uint32_t Q:1; uint32_t V:1; uint32_t C:1; uint32_t Z:1; uint32_t N:1; } b; uint32_t w; } APSR_Type;
typedef struct {
  __IOM uint32_t ISER[8U]; uint32_t RESERVED0[24U]; __IOM uint32_t ICER[8U]; uint32_t RESERVED1[24U];
  __IOM uint8_t IP[240U]; uint32_t RESERVED5[644U]; __OM uint32_t STIR;
} NVIC_Type;
typedef struct {
  __OM union { __OM uint8_t u8; __OM uint16_t u16; __OM uint32_t u32; } PORT[32U];
  __IOM uint32_t TER; __IM uint32_t TPR;
} ITM_Type;
typedef enum { RESET_ = 0, SET_ = 1 } FlagStatus;
typedef enum { IRQ_NMI = -14, IRQ_TIMER = 37 } IRQn_Type;
typedef enum { BAUD_LOW = 9600, BAUD_HIGH = 115200 } Baud_Type;
typedef struct { FlagStatus Flag; IRQn_Type Irq; Baud_Type Baud; FlagStatus Last; } UART_InitTypeDef;
struct Registers { APSR_Type apsr; NVIC_Type nvic; ITM_Type itm; UART_InitTypeDef uart; };
`;
const KERNEL = `
typedef uint32_t StackType_t; typedef uint32_t TickType_t; typedef long BaseType_t; typedef unsigned long UBaseType_t;
struct xLIST;
struct xLIST_ITEM { TickType_t xItemValue; struct xLIST_ITEM *pxNext, *pxPrevious; void *pvOwner; struct xLIST *pvContainer; };
typedef struct xLIST { volatile UBaseType_t uxNumberOfItems; struct xLIST_ITEM *pxIndex; struct { TickType_t xItemValue; void *p[2]; } xListEnd; } List_t;
typedef enum { eRunning = 0, eReady, eBlocked, eSuspended, eDeleted, eInvalid } eTaskState;
typedef struct tskTaskControlBlock {
  volatile StackType_t *pxTopOfStack; struct xLIST_ITEM xStateListItem, xEventListItem; UBaseType_t uxPriority; StackType_t *pxStack;
  char pcTaskName[16]; UBaseType_t uxMutexesHeld; uint64_t ulRunTimeCounter; volatile uint32_t ulNotifiedValue[1]; volatile uint8_t ucNotifyState[1];
  uint8_t ucStaticallyAllocated:1, ucDelayAborted:1, :0, ucCore:3; eTaskState eState; double dLoad;
} tskTCB;
struct Kernel { tskTCB task; List_t ready[5]; };
`;
const MESSAGES = `
#define PACKED(...) __VA_ARGS__ __attribute__((packed))
PACKED(typedef struct { uint8_t magic, len, incompat, compat, seq, sysid, compid; uint32_t msgid:24; uint64_t payload64[33]; uint8_t ck[2]; uint8_t signature[13]; }) mavlink_message_t_;
typedef struct __attribute__((packed)) { uint32_t custom_mode; uint8_t type, autopilot, base_mode, system_status, version; } mavlink_heartbeat_t;
typedef struct __attribute__((packed)) { uint64_t time_usec; int32_t lat, lon, alt; uint16_t eph, epv, vel, cog; uint8_t fix_type, sat; float q[4]; } mavlink_gps_raw_int_t;
#pragma pack(push, 1)
struct Frame { uint8_t stx; uint16_t flags:3, source:9, kind:4; union { mavlink_heartbeat_t beat; mavlink_gps_raw_int_t gps; }; uint16_t crc; };
#pragma pack(pop)
`;

const HEADERS = {
  registers: ['Registers', REGISTERS],
  kernel: ['Kernel', KERNEL],
  messages: ['Frame', MESSAGES],
} as const;
/** A processor, and the same with other flags. */
const COMPILERS: readonly [what: string, options: HeaderOptions & { abi: 'gcc-arm' | 'gcc-powerpc' }, flags: string][] =
  [
    ['arm', { abi: 'gcc-arm' }, ''],
    ['arm with -fno-short-enums', { abi: 'gcc-arm', shortEnums: false }, '-fno-short-enums '],
    ['arm with -fpack-struct=2', { abi: 'gcc-arm', packStruct: 2 }, '-fpack-struct=2 '],
    ['powerpc with -fshort-enums', { abi: 'gcc-powerpc', shortEnums: true }, '-fshort-enums '],
  ];

suite('headers of microcontrollers, laid out by clang', (test) => {
  for (const [what, options, flags] of COMPILERS) {
    for (const [kind, [root, text]] of Object.entries(HEADERS)) {
      if (kind === 'kernel' && options.packStruct !== undefined) continue; // gcc caps what `:0` closes there, clang does not
      test(`${kind} for ${what}`, async () => {
        const source = `${TYPES}${text}extern char use[sizeof(struct ${root})];\n`;
        const theirs = await clangLayouts(source, options.abi, `${flags}-Xclang -fdump-record-layouts`);
        const header = parseHeader(source, options);
        assert.equal(header.errors, []);
        const { size, align, layout } = header.record(root);
        assert.equal({ size, align, lines: linesOf(layout.root) }, theirs.get(root), what);
      });
    }
  }

  test('-fpack-struct: every record is packed, and the pragma says nothing', () => {
    const text = '#pragma pack(4)\nstruct S { char a; double b; int c __attribute__((aligned(4))); };';
    const packed = parseHeader(text, { abi: 'gcc-arm', packStruct: true });
    assert.equal([packed.record('S').size, packed.notes.length], [16, 1]);
    assert.is(parseHeader(text, { abi: 'gcc-arm' }).record('S').size, 16);
    assert.equal(parseHeader(text, { abi: 'gcc-arm', packStruct: true }).record('S').layout.offsetOf('b'), 1);
    const capped = 'struct T { char a : 3; int : 0; char b; };';
    assert.is(parseHeader(capped, { abi: 'gcc-x64', packStruct: 2 }).record('T').layout.offsetOf('b'), 2);
    assert.is(parseHeader(`#pragma pack(2)\n${capped}`, { abi: 'gcc-x64' }).record('T').layout.offsetOf('b'), 4);
    const reset = '#pragma pack(8)\n#pragma pack()\nstruct U { char a; int b; };';
    assert.is(parseHeader(reset, { abi: 'gcc-x64', packStruct: 2 }).record('U').layout.offsetOf('b'), 2);
  });

  test('unnamed bit-fields align under AAPCS, as gcc 12.2 has them', () => {
    const text = 'struct A { char a; int : 5; }; struct B { char a; int : 0; };';
    const extents = (abi: HeaderOptions['abi'] & string): number[] =>
      parseHeader(text, { abi }).records.flatMap(({ size, align }) => [size, align]);
    for (const abi of ['gcc-arm', 'gcc-aarch64'] as const) assert.equal(extents(abi), [4, 4, 4, 4], abi);
    for (const abi of ['gcc-x64', 'gcc-i386', 'gcc-mips', 'gcc-s390x'] as const)
      assert.equal(extents(abi), [2, 1, 4, 1], abi);
  });

  test('what is atomic has the alignment of its size under i386, as gcc 12.2 has it; -mmmx changes only vectors of integers', () => {
    const text =
      'typedef _Atomic long long Typedef; typedef float Floats __attribute__((vector_size(8))); struct R { int a, b; };' +
      'struct S { char a; _Atomic long long b; char c; _Atomic(double) d; char e; Typedef f[2]; char g; _Atomic struct R h; char i; Floats j; char k; long long l; };';
    const { layout } = parseHeader(text, { abi: 'gcc-i386' }).record('S');
    assert.equal(
      ['b', 'd', 'f', 'h', 'j', 'l'].map((name) => layout.offsetOf(name)),
      [8, 24, 40, 64, 80, 92],
    );
    const packed = 'struct P { char a; _Atomic long long b; } __attribute__((packed));';
    assert.is(parseHeader(packed, { abi: 'gcc-i386' }).record('P').size, 9);
  });

  test('flags that a compiler has not', () => {
    assert.throws(() => parseHeader('', { shortEnums: true }), /shortEnums is a flag of gcc/);
    assert.throws(() => parseHeader('', { packStruct: true }), /packStruct: true is a flag of gcc/);
    assert.throws(() => parseHeader('', { packStruct: 3 as 4 }), /packStruct takes true, 1, 2, 4, 8 or 16, not 3/);
  });

  test('what is signed, and how wide a literal is', () => {
    const text =
      'struct S { char a[(char)-1 > 0 ? 2 : 1], b[sizeof(L"a")], c[sizeof(long double)], d[__alignof__(double)], e[_Alignof(double)]; };';
    const sizes = (abi: HeaderOptions['abi'] & string): number[] =>
      parseHeader(text, { abi })
        .record('S')
        .flat.map(([, , bits]) => bits / 8);
    assert.equal(sizes('gcc-i386'), [1, 8, 12, 8, 4]);
    assert.equal(sizes('gcc-arm'), [2, 8, 8, 8, 8]);
    assert.equal(sizes('gcc-s390x'), [2, 8, 16, 8, 8]);
    assert.equal(sizes('msvc-x64'), [1, 4, 8, 8, 8]);
  });
});
