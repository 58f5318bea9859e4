import type { Header, HeaderRecord } from '../../header/index.js';
import { layoutOfAny, type LaidRecord, type RecordNode, type ScalarNode } from '../../schema/index.js';
import type { Generated } from './generated.js';
import { LuaBody, type LuaScope } from './lua-body.js';
import { valueTable } from './lua-field.js';
import { luaString } from './lua-literals.js';
import { inComment, shownName } from './names.js';
import { counted } from './ts-record.js';
import { typeOfNode } from './same-layout.js';

const LIBRARY = `local protocols, field, dissect, values = {}, {}, {}, {}

-- A protocol for a record: Decode As lists it, and DissectorTable.get("udp.port"):add(4000, protocols["NAME"]) uses it.
local function register(name, filter_name, fixed_bytes, fields)
  local protocol = Proto(filter_name, name)
  protocols[name], field[name] = protocol, fields
  protocol.fields = fields
  protocol.dissector = function(buffer, info, tree)
    if buffer:len() < fixed_bytes then return 0 end
    info.cols.protocol = name
    dissect[name](buffer, 0, tree:add(protocol, buffer()))
    return buffer:len()
  end
end

-- The number in \`width\` bits of a little-endian range, from bit \`shift\` on.
local function bits(range, shift, width)
  return range:le_uint64():rshift(shift):lshift(64 - width):rshift(64 - width):tonumber()
end

local function has(buffer, offset, bytes)
  return bytes <= buffer:len() - offset
end
`;

/** Dissectors for Wireshark in Lua: a protocol with its fields and a dissect function for each record. */
export function luaDissector(header: Header, records: readonly HeaderRecord[], source: string): Generated {
  return new LuaWriter(header, records, source).write();
}

class LuaWriter implements LuaScope {
  private readonly tables: string[] = [];
  private readonly records: string[] = [];
  private readonly problems: string[] = [];
  private readonly names = new Map<RecordNode, string>();
  private readonly tableNames = new Map<string, string>();
  private readonly taken = new Set<string>();
  private current = '';

  constructor(
    private readonly header: Header,
    private readonly selected: readonly HeaderRecord[],
    private readonly source: string,
  ) {}

  write(): Generated {
    for (const record of this.selected) {
      this.define(record.layout.root, shownName(record), record);
    }
    const { abi } = this.header;
    const opening = `-- Made by castbuf generate --lua from ${inComment(this.source)} for ${abi}: for Wireshark's folder of plugins.\n`;
    const text = [opening, LIBRARY, ...this.tables, ...this.records, 'return protocols'].join('\n');
    return { text: `${text}\n`, problems: this.problems };
  }

  functionOf({ node }: LaidRecord): string {
    const known = this.names.get(node);
    if (known !== undefined) return known;
    const root = layoutOfAny(typeOfNode(node), this.header.abi).root;
    const same = this.header.records.find(({ name }) => name === node.name);
    const outer = this.current;
    const name = this.define(root, same === undefined ? (node.name ?? '') : shownName(same), same);
    this.current = outer;
    return name;
  }

  tableOf(scalar: ScalarNode): string {
    const lines = valueTable(scalar);
    const text = lines.join('\n');
    const known = this.tableNames.get(text);
    if (known !== undefined) return known;
    const name = `values[${luaString(this.free(scalar.name, 'values '))}]`;
    this.tableNames.set(text, name);
    this.tables.push(`${name} = {\n${text}\n}\n`);
    return name;
  }

  problem(path: string, what: string): void {
    this.problems.push(`${this.current}.${path} is left out of the dissector: ${what}`);
    this.records.push(`-- Left out: ${inComment(`${this.current}.${path}: ${what}`)}\n`);
  }

  /** A record inside another one has a tail of one length, so it may need a function besides that of its own messages. */
  private define(root: LaidRecord, wanted: string, record: HeaderRecord | undefined): string {
    const known = this.names.get(root.node);
    if (known !== undefined) return known;
    const name = this.free(wanted, 'record ');
    this.names.set(root.node, name);
    this.current = name;
    const filterName = this.free(`castbuf.${name.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_')}`, '');
    const body = new LuaBody(filterName, this);
    const declarations = record?.members.map(({ declaration }) => declaration);
    body.record(root, record?.members.length === root.members.length ? declarations : undefined);
    const title = `${root.node.union ? 'union' : 'struct'} ${name}: ${counted(root.bytes, 'byte')}`;
    const place = record === undefined ? '' : `; ${record.place.file}:${record.place.line}`;
    this.records.push(
      [
        `-- ${inComment(title + place)}`,
        `register(${luaString(name)}, ${luaString(filterName)}, ${root.fixedBytes}, {`,
        ...body.fields,
        '})',
        `dissect[${luaString(name)}] = function(buffer, offset, tree)`,
        `  local f = field[${luaString(name)}]`,
        ...body.lines,
        'end\n',
      ].join('\n'),
    );
    return name;
  }

  /** Each name once in its kind. */
  private free(wanted: string, kind: string): string {
    let name = wanted;
    for (let number = 2; this.taken.has(kind + name); number++) name = `${wanted}_${number}`;
    this.taken.add(kind + name);
    return name;
  }
}
