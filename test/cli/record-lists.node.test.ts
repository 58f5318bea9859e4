import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { at, enumeration, packedAbi, records, recordSet, struct, u16, u64, u8 } from '../../src/surface.js';
import { writeSchema } from '../../src/written-schema/index.js';
import { suite } from '../harness/index.js';
import { castbuf, withFolder } from './run-castbuf.js';

const Kind = enumeration('KIND', u8, { ALLOW: 0, DENY: 1 });
const Ace = struct('ACE', { Kind, Size: u8, Mask: u64 }, { length: 'Size' });
const Far = struct('FAR', { Kind, Offset: u8, Value: at('Offset', u16) });
const Set = recordSet('Kind', { Ace: [0, Ace], Far: [1, Far] });
const Acl = struct('ACL', { Revision: u8, Bytes: u8, Aces: records(Set, 'Bytes') });

/** Written by hand: an ACE with two bytes more than its members, and one whose part lies behind a gap. */
const ACL = Buffer.from([2, 18, 0, 12, 5, 0, 0, 0, 0, 0, 0, 16, 9, 8, 1, 4, 7, 7, 0x34, 0x12]);

suite('castbuf and lists of records', (test) => {
  test('rows have them as JSON, with names, bytes and gaps; every format is read back to the same bytes', async () => {
    await withFolder(async (folder) => {
      const placeOf = (name: string): string => join(folder, name);
      await writeFile(placeOf('acl.json'), JSON.stringify(writeSchema(Acl, { abi: packedAbi(1) })));
      await writeFile(placeOf('acl.bin'), Buffer.concat([ACL, ACL]));
      const as = ['--schema', placeOf('acl.json')];
      const { text, stderr } = await castbuf(['decode', placeOf('acl.bin'), ...as, '--names', '-f', 'ndjson']);
      assert.is(stderr, '');
      const [row] = text.split('\n').map((line) => (line === '' ? undefined : (JSON.parse(line) as { Aces: unknown })));
      assert.equal(row?.Aces, [
        {
          type: 'Ace',
          value: { Kind: 0, KindName: 'ALLOW', Size: 12, Mask: '1152921504606846981', unknownTail: '0908' },
        },
        {
          type: 'Far',
          value: { Kind: 1, KindName: 'DENY', Offset: 4, Value: 0x1234, unknownGaps: [{ offset: 2, bytes: '0707' }] },
        },
      ]);
      for (const format of ['ndjson', 'csv']) {
        const rows = await castbuf(['decode', placeOf('acl.bin'), ...as, '-f', format]);
        await writeFile(placeOf(`rows.${format}`), rows.stdout);
        const encoded = await castbuf([
          'encode',
          placeOf(`rows.${format}`),
          ...as,
          '-f',
          format,
          '-o',
          placeOf('again.bin'),
        ]);
        assert.equal([encoded.status, encoded.stderr], [0, ''], format);
        assert.equal(await readFile(placeOf('again.bin')), Buffer.concat([ACL, ACL]), format);
      }
    });
  });

  test('a row that is wrong is told with its place', async () => {
    await withFolder(async (folder) => {
      const schema = join(folder, 'acl.json');
      await writeFile(schema, JSON.stringify(writeSchema(Acl, { abi: packedAbi(1) })));
      const told = async (aces: unknown): Promise<string> => {
        const input = JSON.stringify({ Revision: 2, Aces: aces });
        return (await castbuf(['encode', '-', '--schema', schema], { input })).stderr;
      };
      assert.match(
        await told([{ type: 'Other', value: {} }]),
        /wrong type in Aces\[0\]\.type \(line 1\): it must be one of Ace, Far/,
      );
      assert.match(await told([{ type: 'Ace', value: { Kind: 0, Mask: 'x' } }]), /Aces\[0\]\.value\.Mask/);
      assert.match(
        await told([{ type: 'Ace', value: { Kind: 0, Bask: '1' } }]),
        /unknown key "Bask" in Aces\[0\]\.value/,
      );
      assert.match(await told([{ type: 'Ace', valu: {} }]), /unknown key "valu" in Aces\[0\]/);
      assert.match(await told({}), /wrong type in Aces \(line 1\): it must be an array/);
      assert.match(await told([7]), /wrong type in Aces\[0\]/);
    });
  });
});
