// Shows the first hundred records of a file. The file never leaves the page.
import { createCodec, f32, packedAbi, stream, struct, text, u16, u32 } from 'castbuf';

const Entry = struct('ENTRY', { Id: u32, Value: f32, Length: u16, Text: text('utf-8', 'Length') });
const codec = createCodec(Entry, { abi: packedAbi(1) });
const SHOWN_ROWS = 100;

const input = document.querySelector('input');
const said = document.querySelector('output');
const rows = document.querySelector('tbody');
if (input === null || said === null || rows === null) throw new Error('index.html has an input, an output and a table');

input.addEventListener('change', async () => {
  const [file] = input.files ?? [];
  if (file === undefined) return;
  rows.replaceChildren();
  said.value = '';
  let count = 0;
  for await (const batch of stream(codec, piecesOf(file))) {
    for (const { Id, Value, Text } of batch.rows()) {
      if (rows.rows.length === SHOWN_ROWS) break;
      const row = rows.insertRow();
      for (const cell of [Id, Value, Text]) row.insertCell().textContent = String(cell);
    }
    count += batch.rowCount;
    if (batch.error !== undefined) said.value = `Stopped: ${batch.error.message}. `;
  }
  said.value += `${count} records in ${file.name}`;
});

/** @param {File} file */
async function* piecesOf(file) {
  const reader = file.stream().getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value;
}
