/**
 * MADT: the interrupt controllers of an ACPI table of the signature APIC, after its header of 44 bytes.
 * From: ACPI 6.5, 5.2.12, https://uefi.org/specs/ACPI/6.5/05_ACPI_Software_Programming_Model.html
 */
import { array, recordSet, struct, u16, u32, u64, u8 } from 'castbuf';

const entry = (/** @type {string} */ name, /** @type {Record<string, any>} */ members) =>
  struct(name, { Type: u8, Length: u8, ...members }, { length: 'Length', pack: 1 });

export const Entries = recordSet('Type', {
  LocalApic: [0, entry('LocalApic', { ProcessorUid: u8, ApicId: u8, Flags: u32 })],
  IoApic: [1, entry('IoApic', { IoApicId: u8, Reserved: u8, Address: u32, InterruptBase: u32 })],
  SourceOverride: [2, entry('SourceOverride', { Bus: u8, Source: u8, Interrupt: u32, Flags: u16 })],
  NmiSource: [3, entry('NmiSource', { Flags: u16, Interrupt: u32 })],
  LocalApicNmi: [4, entry('LocalApicNmi', { ProcessorUid: u8, Flags: u16, Lint: u8 })],
  LocalApicAddress: [5, entry('LocalApicAddress', { Reserved: u16, Address64: u64 })],
  LocalX2Apic: [9, entry('LocalX2Apic', { Reserved: u16, X2ApicId: u32, Flags: u32, ProcessorUid: u32 })],
  LocalX2ApicNmi: [10, entry('LocalX2ApicNmi', { Flags: u16, ProcessorUid: u32, Lint: u8, Padding: array(u8, 3) })],
  Other: ['otherwise', entry('Entry', {})],
});
