import { imported } from './imported.mjs';

/** Members by number, of the kinds that somebody who writes a .proto file for these records would take. */
const FIELDS = {
  W1: {
    ChunkType: 'UINT32',
    FrameNumber: 'DOUBLE',
    PartNumber: 'UINT32',
    ProcessingTime: 'UINT32',
    EncodeRate: 'UINT32',
    PrivateDriverDataSize: 'UINT32',
    PrivateDriverData: 'BYTES',
  },
  W1b: {
    Kind: 'UINT32',
    Flags: 'UINT32',
    Port: 'UINT32',
    Sequence: 'UINT32',
    Stamp: 'FIXED64',
    Level: 'DOUBLE',
    Id: 'DOUBLE',
    Part: 'UINT32',
    Errors: 'UINT32',
    Mode: 'UINT32',
    Rate: 'UINT32',
    Total: 'FIXED64',
  },
};

export async function reader(
  /** @type {'W1' | 'W1b'} */ name,
  /** @type {Uint8Array} */ _input,
  /** @type {any[]} */ objects,
) {
  const { create, fromBinary, toBinary, createFileRegistry } = await imported('@bufbuild/protobuf');
  const { FileDescriptorProtoSchema, FieldDescriptorProto_Type, FieldDescriptorProto_Label } =
    await imported('@bufbuild/protobuf/wkt');
  const { OPTIONAL, REPEATED } = FieldDescriptorProto_Label;
  const field = Object.entries(FIELDS[name]).map(([member, kind], index) => {
    return {
      name: member,
      jsonName: member,
      number: index + 1,
      label: OPTIONAL,
      type: FieldDescriptorProto_Type[kind],
    };
  });
  const records = {
    name: 'records',
    jsonName: 'records',
    number: 1,
    label: REPEATED,
    type: FieldDescriptorProto_Type.MESSAGE,
    typeName: '.Record',
  };
  const messageType = [
    { name: 'Record', field },
    { name: 'Stream', field: [records] },
  ];
  const file = create(FileDescriptorProtoSchema, { name: 'records.proto', syntax: 'proto3', messageType });
  const registry = createFileRegistry(file, () => undefined);
  const Stream = registry.getMessage('Stream');
  const bytes = toBinary(Stream, create(Stream, { records: objects.map((object) => ({ ...object })) }));
  return () => fromBinary(Stream, bytes).records;
}

/** Names as its generated code has them. */
export function completed(/** @type {any} */ message) {
  return Object.fromEntries(
    Object.entries(message).map(([name, value]) => [name[0]?.toUpperCase() + name.slice(1), value]),
  );
}
