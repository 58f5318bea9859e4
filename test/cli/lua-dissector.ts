import { LuaFactory } from 'wasmoon';
import { readFixtureText } from '../harness/index.js';

/** A field that a dissector added to Wireshark's tree. */
export interface DissectedField {
  readonly path: string;
  readonly kind: string;
  /** What filters call it; after a string's, its encoding. */
  readonly filter: string;
  readonly offset: number;
  readonly length: number;
  readonly value: string;
}

/** A generated dissector, run by Lua on a stand-in for Wireshark. */
export class Dissector {
  private constructor(private readonly lua: Awaited<ReturnType<LuaFactory['createEngine']>>) {}

  static async load(text: string): Promise<Dissector> {
    const lua = await new LuaFactory().createEngine();
    await lua.doString(await readFixtureText('cli/wireshark-stub.lua'));
    await lua.doString(text);
    return new Dissector(lua);
  }

  get protocols(): readonly string[] {
    return (this.lua.global.get('protocol_names') as () => string)().split('\t');
  }

  /** The protocol of packets of a link type, in Wireshark's numbers. */
  protocolOfLink(number: number): string {
    return (this.lua.global.get('protocol_of_link') as (number: number) => string)(number);
  }

  fieldsOf(record: string, bytes: Uint8Array): readonly DissectedField[] {
    const dissect = this.lua.global.get('dissect_message') as (name: string, digits: string) => string;
    const lines = dissect(record, Buffer.from(bytes).toString('hex'));
    return lines === '' ? [] : lines.split('\n').map(fieldOf);
  }

  close(): void {
    this.lua.global.close();
  }
}

function fieldOf(line: string): DissectedField {
  const [path = '', kind = '', filter = '', offset, length, value = ''] = line.split('\t');
  return { path, kind, filter, offset: Number(offset), length: Number(length), value };
}
