import * as assert from 'uvu/assert';
import {
  be,
  bytes,
  checksum,
  fromJson,
  packedAbi,
  records,
  recordSet,
  struct,
  text,
  toJson,
  u16,
  u32,
  u64,
  u8,
  type AnyType,
  type CodecOptions,
  type ListColumn,
  type RecordSet,
} from '../../src/surface.js';
import { decodeBatch, decodeLists, encodeBatch } from '../harness/batches.js';
import { engineSuite } from '../harness/index.js';
import { refusalOf } from '../pack/codec-error.js';

/*
 * Messages that hold records of several types: read, walked over and written back to the byte. Where no other program wrote the bytes, it is said who did.
 */

const abi = packedAbi(1);

function hex(digits: string): Uint8Array {
  return Uint8Array.from(digits.replaceAll(/\s/g, '').match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

// --- access control lists: MS-DTYP 2.4.4 and 2.4.5 ------------------------------------------------------------------

const ACE = { AceType: u8, AceFlags: u8, AceSize: u16, Mask: u32 };
const Ace = struct('ACCESS_ACE', { ...ACE, Sid: bytes() }, { length: 'AceSize' });
const ObjectAce = struct(
  'OBJECT_ACE',
  { ...ACE, Flags: u32, ObjectType: bytes(16), Sid: bytes() },
  { length: 'AceSize' },
);
const Aces = recordSet('AceType', { Allowed: [0, Ace], Denied: [1, Ace], Object: [5, ObjectAce] });
const Acl = struct('ACL', {
  AclRevision: u8,
  Sbz1: u8,
  AclSize: u16,
  AceCount: u16,
  Sbz2: u16,
  Aces: records(Aces, { member: 'AclSize', plus: -8 }),
});

const EVERYONE = hex('01 01 00 00 00 00 00 01 00 00 00 00');
const ADMINISTRATORS = hex('01 02 00 00 00 00 00 05 20 00 00 00 20 02 00 00');

/** Written here, by a writer that knows nothing of castbuf. */
function writtenAcl(): Uint8Array {
  const aces = [
    [0, 0x1f01ff, ADMINISTRATORS],
    [1, 0x120089, EVERYONE],
    [5, 0x100, Uint8Array.of(1, 0, 0, 0, ...Array.from({ length: 16 }, (_, at) => at), ...EVERYONE)],
  ] as const;
  const out: number[] = [];
  for (const [type, mask, rest] of aces) {
    const size = 8 + rest.length;
    out.push(type, 3, size & 255, size >> 8, mask & 255, (mask >> 8) & 255, (mask >> 16) & 255, mask >>> 24, ...rest);
  }
  const size = out.length + 8;
  return Uint8Array.of(2, 0, size & 255, size >> 8, aces.length, 0, 0, 0, ...out);
}

// --- MADT: ACPI 6.4, 5.2.12 -------------------------------------------------------------------------------------------

const ENTRY = { Type: u8, Length: u8 };
const entry = <M extends Readonly<Record<string, AnyType>>>(name: string, members: M) =>
  struct(name, { ...ENTRY, ...members }, { length: 'Length' });
const Entries = recordSet('Type', {
  LocalApic: [0, entry('LOCAL_APIC', { ProcessorId: u8, ApicId: u8, Flags: u32 })],
  IoApic: [1, entry('IO_APIC', { Id: u8, Reserved: u8, Address: u32, InterruptBase: u32 })],
  Override: [2, entry('OVERRIDE', { Bus: u8, Source: u8, Interrupt: u32, Flags: u16 })],
  LocalNmi: [4, entry('LOCAL_NMI', { ProcessorId: u8, Flags: u16, Lint: u8 })],
  AddressOverride: [5, entry('ADDRESS_OVERRIDE', { Reserved: u16, Address: u64 })],
  Other: ['otherwise', entry('OTHER', { Data: bytes() })],
});
const Madt = struct(
  'MADT',
  {
    Signature: text('ascii', 4),
    Length: u32,
    Revision: u8,
    Checksum: checksum(u8, 'sum-to-zero-8'),
    OemId: text('ascii', 6),
    OemTableId: text('ascii', 8),
    OemRevision: u32,
    CreatorId: text('ascii', 4),
    CreatorRevision: u32,
    LocalApicAddress: u32,
    Flags: u32,
    Entries: records(Entries),
  },
  { length: 'Length' },
);

/** The template of iasl 20200925, `iasl -T APIC`, as it compiles it. */
const IASL_MADT = hex(`
  415049435a01000005c3494e54454c2054656d706c61746501000000494e544c250920200000000001000000 0008000001000000 010c01000000000000000000
  020a0000000000000000 03080d0001000000 040600050001 050c00000000000000000000 06100000000000000000000000000000
  071600000000000001000000000000005c4350553000 08100500000000000100000001000000 09100000000000000100000000000000 0a0c05000000000000000000
  0b50000000000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
  0c1800000000000000000000000000000000000001000000 0d1800000000000000000000000000000100000000000000 0e100000000000000000000000000000
  0f14000000000000000000000000000000000000`);

// --- netlink: rtnetlink(7); lengths leave out the padding to 4 ----------------------------------------------------------

const ATTRIBUTE = { nla_len: u16, nla_type: u16 };
const PADDED = { length: { member: 'nla_len', align: 4 } } as const;
const Address = struct('ADDRESS', { ...ATTRIBUTE, Address: bytes({ member: 'nla_len', plus: -4 }) }, PADDED);
const Label = struct('LABEL', { ...ATTRIBUTE, Label: text('ascii', { member: 'nla_len', plus: -4 }) }, PADDED);
const Flags = struct('FLAGS', { ...ATTRIBUTE, Flags: u32 }, PADDED);
const Any = struct('ATTRIBUTE', { ...ATTRIBUTE, Data: bytes({ member: 'nla_len', plus: -4 }) }, PADDED);
const Attributes = recordSet('nla_type', {
  Address: [[1, 2], Address],
  Label: [3, Label],
  Flags: [8, Flags],
  Any: ['otherwise', Any],
});
const AddressMessage = struct(
  'RTM_NEWADDR',
  {
    nlmsg_len: u32,
    nlmsg_type: u16,
    nlmsg_flags: u16,
    nlmsg_seq: u32,
    nlmsg_pid: u32,
    family: u8,
    prefix: u8,
    flags: u8,
    scope: u8,
    index: u32,
    Attributes: records(Attributes),
  },
  { length: 'nlmsg_len' },
);

/** What Linux answers to RTM_GETADDR: 127.0.0.1/8 of lo. */
const LINUX_ADDRESS = hex(`
  4c000000 1400 0200 01000000 7c5d0000 02 08 80 fe 01000000
  0800 0100 7f000001 0800 0200 7f000001 0700 0300 6c6f0000 0800 0800 80000000
  1400 0600 ffffffff ffffffff 17000000 17000000`);

// --- TCP: RFC 9293, 3.1; two kinds of options are one byte ----------------------------------------------------------------

const OPTION = { Kind: u8, Length: u8 };
const Options = recordSet('Kind', {
  End: [0, struct('END', { Kind: u8 })],
  Nothing: [1, struct('NOTHING', { Kind: u8 })],
  SegmentSize: [2, struct('MSS', { ...OPTION, Bytes: be(u16) }, { length: 'Length' })],
  Scale: [3, struct('SCALE', { ...OPTION, Shift: u8 }, { length: 'Length' })],
  Stamps: [8, struct('STAMPS', { ...OPTION, Value: be(u32), Echo: be(u32) }, { length: 'Length' })],
  Other: ['otherwise', struct('OTHER_OPTION', { ...OPTION, Data: bytes() }, { length: 'Length' })],
});
const Tcp = struct(
  'TCP',
  {
    Source: u16,
    Destination: u16,
    Sequence: u32,
    Acknowledgment: u32,
    Offset: u8,
    Flags: u8,
    Window: u16,
    Checksum: u16,
    Urgent: u16,
    Options: records(Options, { member: 'Offset', mask: 0xf0, shift: 4, times: 4, plus: -20 }),
  },
  { endian: 'big' },
);

/** A SYN of Linux to a port of its own. */
const LINUX_SYN = hex(`9b6e 0009 7731624f 00000000 a0 02 ffd7 fe30 0000 0204ffd7 0402 080a1910058300000000 01 03030a`);

// --- USB: 2.0, 9.6; the lists of descriptors are told by their type ---------------------------------------------------------

const DESCRIPTOR = { bLength: u8, bDescriptorType: u8 };
const Descriptors = recordSet('bDescriptorType', {
  Interface: [
    4,
    struct(
      'INTERFACE',
      { ...DESCRIPTOR, Number: u8, Alternate: u8, Endpoints: u8, Class: u8, SubClass: u8, Protocol: u8, Name: u8 },
      { length: 'bLength' },
    ),
  ],
  Endpoint: [
    5,
    struct(
      'ENDPOINT',
      { ...DESCRIPTOR, Address: u8, Attributes: u8, MaxPacket: u16, Interval: u8 },
      { length: 'bLength' },
    ),
  ],
  Class: ['otherwise', struct('CLASS', { ...DESCRIPTOR, Data: bytes() }, { length: 'bLength' })],
});
const Configuration = struct('CONFIGURATION', {
  ...DESCRIPTOR,
  wTotalLength: u16,
  bNumInterfaces: u8,
  bConfigurationValue: u8,
  iConfiguration: u8,
  bmAttributes: u8,
  bMaxPower: u8,
  Descriptors: records(Descriptors, { member: 'wTotalLength', plus: -9 }),
});

/** The keyboard with a mouse of HID 1.11, Appendix E. */
const HID_SAMPLE = hex(`
  09 02 3b00 02 01 00 a0 32
  09 04 00 00 01 03 01 01 00  09 21 0101 00 01 22 3f00  07 05 81 03 0800 0a
  09 04 01 00 01 03 01 02 00  09 21 0101 00 01 22 3200  07 05 82 03 0800 0a`);

const FORMATS: readonly (readonly [
  name: string,
  type: AnyType,
  set: RecordSet,
  message: Uint8Array,
  types: readonly string[],
])[] = [
  ['an ACL of Windows', Acl, Aces, writtenAcl(), ['Allowed', 'Denied', 'Object']],
  [
    'a MADT of iasl',
    Madt,
    Entries,
    IASL_MADT,
    [
      'LocalApic',
      'IoApic',
      'Override',
      'Other',
      'LocalNmi',
      'AddressOverride',
      ...Array.from({ length: 10 }, () => 'Other'),
    ],
  ],
  [
    'addresses of rtnetlink',
    AddressMessage,
    Attributes,
    LINUX_ADDRESS,
    ['Address', 'Address', 'Label', 'Flags', 'Any'],
  ],
  ['a SYN of Linux', Tcp, Options, LINUX_SYN, ['SegmentSize', 'Other', 'Stamps', 'Nothing', 'Scale']],
  [
    'a configuration of USB',
    Configuration,
    Descriptors,
    HID_SAMPLE,
    ['Interface', 'Class', 'Endpoint', 'Interface', 'Class', 'Endpoint'],
  ],
];

type Member = Readonly<Record<string, unknown>>;
type Listed = readonly { readonly type: string; readonly value: Readonly<Record<string, unknown>> }[];

function listIn(value: object): Listed {
  return Object.values(value).find((member) => Array.isArray(member)) as Listed;
}

engineSuite('formats with records inside messages', (test, { createCodec, createSetCodec }) => {
  const made = (type: AnyType, options: CodecOptions = {}) => createCodec(type, { abi, ...options });

  for (const [name, type, set, message, types] of FORMATS) {
    test(`${name}: objects and cursors have each record under its type, and encode gives the same bytes`, () => {
      const codec = made(type);
      const value = codec.decode(message) as object;
      assert.equal(
        listIn(value).map((record) => record.type),
        types,
      );
      assert.equal(codec.encode(value), message);
      const view = codec.view(message) as object;
      const key = Object.keys(value).find((member) => listIn(value) === (value as Member)[member]) as string;
      assert.equal(
        ((view as Member)[key] as Listed).map((record) => record.type),
        types,
      );
      assert.equal(JSON.stringify(view), JSON.stringify(toJson(codec, value)));
      assert.equal(codec.encode(fromJson(codec, JSON.parse(JSON.stringify(view)))), message);
      assert.equal(codec.encode(view), message);
    });

    test(`${name}: what encode can derive may be left out`, () => {
      const codec = made(type);
      const value = structuredClone(codec.decode(message)) as Record<string, unknown>;
      const sizes = /^(?:AclSize|Length|Checksum|nlmsg_len|wTotalLength|AceSize|bLength)$/;
      const without = (record: Record<string, unknown>, isOuter: boolean): Record<string, unknown> => {
        const kept = Object.entries(record).filter(
          ([key]) => !sizes.test(key) || (type === Tcp && isOuter) || (isOuter && key === 'bLength'),
        );
        return Object.fromEntries(kept);
      };
      const given = without(value, true);
      for (const [key, list] of Object.entries(given))
        if (Array.isArray(list))
          given[key] = (list as Listed).map(({ type: own, value: record }) => ({
            type: own,
            value: without(record, false),
          }));
      assert.equal(codec.encode(given), message);
      assert.is(codec.sizeOf(given), message.length);
    });

    test(`${name}: a batch has the rows, the bytes of the list as a column, and the records of all lists as columns`, () => {
      const codec = made(type);
      const three = new Uint8Array([...message, ...message, ...message]);
      const batch = decodeBatch(codec, three);
      assert.is(batch.error, undefined);
      assert.is(batch.rowCount, 3);
      const list = Object.entries(codec.decode(message) as object).find(([, member]) =>
        Array.isArray(member),
      )?.[0] as string;
      const { data, offsets, lengths } = batch.columns[list] as ListColumn;
      assert.equal([data, offsets.length, lengths.length], [three, 3, 3]);
      const value = codec.decode(message) as object;
      assert.equal(batch.value(2), value);
      const listed = decodeLists(createSetCodec(set, { abi }), batch.columns[list] as ListColumn);
      const all = Array.from({ length: listed.records.rowCount }, (_, row) => listed.records.value(row));
      assert.equal([all, listed.error], [[value, value, value].flatMap(listIn), undefined]);
      const parents = listed.rows as Readonly<Record<string, Uint32Array>>;
      for (const own of new Set(types)) {
        const count = types.filter((one) => one === own).length;
        assert.equal(
          [...(parents[own] as Uint32Array)],
          [0, 1, 2].flatMap((row) => Array.from({ length: count }, () => row)),
        );
      }
      const rows = Array.from(
        batch.rows(),
        (row) => ((row as Readonly<Record<string, unknown>>)[list] as Listed).length,
      );
      assert.equal(
        rows,
        Array.from({ length: 3 }, () => types.length),
      );
      assert.equal(
        encodeBatch(
          codec,
          [0, 1, 2].map((row) => batch.value(row)),
        ),
        three,
      );
    });
  }

  test('members say what the formats say', () => {
    const codec = createCodec(Acl, { abi });
    const { Aces } = codec.decode(writtenAcl());
    const [allowed, , object] = Aces;
    assert.equal([allowed?.value.Mask, allowed?.value.Sid], [0x1f01ff, ADMINISTRATORS]);
    if (object?.type !== 'Object') throw new Error('the third is an object ACE');
    assert.equal(
      object.value.ObjectType,
      Uint8Array.from({ length: 16 }, (_, at) => at),
    );
    const { Options } = createCodec(Tcp, { abi }).decode(LINUX_SYN);
    const scale = Options.find((option) => option.type === 'Scale');
    assert.is(scale?.type === 'Scale' ? scale.value.Shift : undefined, 10);
    const { Attributes } = createCodec(AddressMessage, { abi }).decode(LINUX_ADDRESS);
    assert.equal(
      Attributes.map((one) =>
        one.type === 'Label' ? one.value.Label : one.type === 'Address' ? one.value.Address : 0,
      ),
      [hex('7f000001'), hex('7f000001'), 'lo\0', 0, 0],
    );
  });

  test('a cursor over a record sets its members, where they lie', () => {
    const codec = createCodec(Acl, { abi });
    const message = writtenAcl();
    const view = codec.view(message);
    (view.Aces[1] as (typeof view.Aces)[0]).value.Mask = 7;
    assert.is(codec.decode(message).Aces[1]?.value.Mask, 7);
    const refusal = refusalOf(() => {
      (view as { Aces: unknown }).Aces = [];
    });
    assert.equal([refusal.code, refusal.path], ['ERR_USAGE', 'Aces']);
  });

  test('a stream of the set has the same records', () => {
    const { of } = decodeBatch(createSetCodec(Aces, { abi }), writtenAcl().subarray(8));
    assert.equal([of.Allowed.rowCount, of.Denied.rowCount, of.Object.rowCount], [1, 1, 1]);
  });
});
