import * as K from '../../assembly/core/layout.js';
import { summedRanges, type SummedText } from './checksum-text.js';
import type { Op } from '../cursor/index.js';
import { packedInputOf, type Program } from '../program/index.js';
import { CheckFacts, leafBounds } from './check-facts.js';
import type { CheckLanguage, Choice, Failure } from './check-language.js';
import type { CodecText } from './codec-text.js';
import { storeText } from './leaf-text.js';
import type { RecordSetText } from './record-set-text.js';
import { indented, literal, quoted } from './module-text.js';
import { pathText } from './path-text.js';
import { bracketed, endText, fromRecord, minusText, placeAfter, plus, roomText, timesText } from './place-text.js';
import { StatedLength } from './stated-length.js';
import { withoutUnused } from './unused-locals.js';
import { ValueChecks } from './value-checks.js';

/** Where the walk stands. */
interface Frame {
  /** Local with the place that offsets of ops count from. */
  readonly base: string;
  /** The same of the leaves that ops refer to. */
  readonly refs: string;
  /** Bytes from the base that are known to be there. */
  readonly known: number;
  /** Indices of the arrays around it, outermost first. */
  readonly loops: readonly string[];
}

interface Place extends Frame {
  /** Bytes from the base. */
  readonly offset: number;
}

/**
 * What a walk is for. `input`: it checks a record of input. `message`: the same of a message that comes alone, and was not written without padding. The others complete a
 * record whose values are there: `measure` fills in magic values, and the length that a versioned record leaves out; the record ends where its parts do, and what it
 * says of its length is filled in afterwards. `seal` fills in checksums when that is there.
 */
export type CheckPass = 'input' | 'message' | 'measure' | 'seal';

/**
 * The statements that check a record and measure it: src/oracle/message-reader.ts for one program, in one of two languages. Places are numbers, as
 * there; `at` is where the record begins, `end` where the data does.
 *
 * Where nothing in the record says its length, it ends with the data or at the limit of a message. A part is compared with the data first, and then
 * with the limit: what lies above both is cut.
 */
export class CheckWalk {
  private readonly program: Program;
  private readonly facts: CheckFacts;
  private readonly values: ValueChecks;
  private readonly names = new Map<string, number>();
  /** Where the parts so far end, from the start of the record; undefined: `extent` says it. */
  private extent: string | undefined;
  /** A part may take all that is there, and a checksum wants to know: `isOpen` says whether one did. */
  private readonly mayTakeRest: boolean;

  constructor(
    private readonly codec: CodecText,
    private readonly language: CheckLanguage,
    private readonly pass: CheckPass = 'input',
  ) {
    this.program = codec.program;
    this.facts = factsOf(codec, pass);
    this.values = new ValueChecks(codec, language);
    const { code, isStated } = this.facts;
    const hasRest = code.ops.some(({ flags }) => (flags & K.F_REST) !== 0);
    this.mayTakeRest = !isStated && hasRest && code.word(K.P_SUM) >= 0;
  }

  /** The statements of the function, with its answer. */
  text(): string {
    const { facts, language } = this;
    const { fixedBytes, leastBytes, trailingBytes, mostBytes, code } = facts;
    if (leastBytes > mostBytes) return this.neverFits();
    const lines = [language.refuse(`end - at < ${leastBytes}`, [this.cutHeader()])];
    const length = new StatedLength(this.codec, facts, language);
    if (facts.isStated && this.pass === 'measure') lines.push(length.unsaid());
    if (facts.isStated) lines.push(length.stated());
    const isSimple = facts.reaches === 0 || (facts.reaches === 1 && this.reachesAtTop());
    this.extent = isSimple || facts.isStated ? String(fixedBytes) : undefined;
    const dataEnd = minusText('end', trailingBytes);
    const limit = language.smaller(dataEnd, plus('at', mostBytes - trailingBytes));
    if (!facts.isStated) lines.push(language.constant('limit', limit));
    const top = { base: 'at', refs: 'at', known: fixedBytes, loops: [] };
    const walk = this.walk(code.top, top);
    if (!facts.isStated && this.extent === undefined) lines.push(language.variable('extent', plus('at', fixedBytes)));
    if (facts.isShared) lines.push(language.variable('reached', '0'));
    if (this.mayTakeRest) lines.push(language.variable('isOpen', 'false'));
    lines.push(walk);
    // Where the record says its length, each part was compared with that.
    if (facts.isShared && !facts.isStated) lines.push(language.shared('reached', this.lengthText(), this.openText()));
    if (this.codec.isListed && facts.isShared) lines.push(language.beyond('reached', this.lengthText()));
    lines.push(language.answer(this.lengthText()));
    return withoutUnused(lines.filter((line) => line !== '').join('\n'));
  }

  /** A tail that every record has, once, where its fixed part ends. */
  private reachesAtTop(): boolean {
    const { code, fixedBytes } = this.facts;
    const tail = code.top.find(({ flags }) => (flags & (K.F_TAIL | K.F_REST | K.F_TERMINATED)) !== 0);
    return tail !== undefined && tail.offset >= fixedBytes;
  }

  /** The fixed part alone is longer than a message may be. */
  private neverFits(): string {
    const { leastBytes, mostBytes } = this.facts;
    const limit: Failure = { name: 'tooLong', args: [String(leastBytes), String(mostBytes)] };
    const cut = this.cutHeader();
    return this.language.refuse('', [{ ...cut, when: `end - at < ${leastBytes}` }, limit]);
  }

  private cutHeader(): Failure {
    const packed = this.pass === 'input' ? packedInputOf(this.program.layout) : undefined;
    const hint = packed === undefined ? [] : [`end !== 0 && end % ${packed.bytes} === 0 ? ${quoted(packed.hint)} : ''`];
    return { name: 'truncated', args: [String(this.facts.leastBytes), 'end - at', ...hint] };
  }

  // --- the walk ----------------------------------------------------------------------------------------------------

  private walk(ops: readonly Op[], frame: Frame): string {
    const blocks: string[] = [];
    const relevant = ops.filter((op) => this.facts.isRelevant(op));
    for (let at = 0; at < relevant.length;) {
      const op = relevant[at] as Op;
      const isVersioned = (op.flags & K.F_VERSIONED) !== 0;
      const next = isVersioned ? relevant.findIndex((one, index) => index > at && !isBeside(one, op)) : at + 1;
      const end = next < 0 ? relevant.length : next;
      const inner = isVersioned ? { ...frame, known: Math.max(frame.known, op.align) } : frame;
      const block = joined(relevant.slice(at, end).map((one) => this.noted(one, inner)));
      const isConditional = isVersioned && op.align > this.facts.fixedBytes;
      blocks.push(isConditional && block !== '' ? `if (length >= ${op.align}) {\n${indented(block)}\n}` : block);
      at = end;
    }
    return joined(blocks);
  }

  private noted(op: Op, frame: Frame): string {
    const text = this.step(op, frame);
    const path = this.program.paths[op.index] ?? '';
    const isMember = op.kind !== K.OP_OVERLAY && op.kind !== K.OP_ARM && path !== '';
    return isMember && text !== '' ? joined([this.language.note(path), text]) : text;
  }

  private step(op: Op, frame: Frame): string {
    switch (op.kind) {
      case K.OP_NUMBER:
      case K.OP_WIDE:
        return this.number(op, frame);
      case K.OP_RANGE:
        return this.range(op, frame);
      case K.OP_ARRAY:
        return this.array(op, frame);
      case K.OP_UNION:
        return this.union(op, frame);
      case K.OP_OVERLAY:
      case K.OP_ARM:
        return this.walk(op.below, frame);
      case K.OP_POINTED:
        return this.pointed(op, frame);
      case K.OP_CHECKSUM:
        return this.checksum(op, frame);
      default:
        return '';
    }
  }

  private number(op: Op, frame: Frame): string {
    if ((op.flags & K.F_CHECKED) === 0) return '';
    if (isCompleting(this.pass) && (op.flags & K.F_CHECK_MAGIC) !== 0) return this.magic(op, frame);
    return this.values.text(op, frame.base, this.name('value'), this.memberAt(op, frame));
  }

  private magic(op: Op, { base }: Frame): string {
    const { signed, numbers } = this.codec.code;
    const constants: ArrayLike<number | bigint> = op.kind === K.OP_WIDE ? signed : numbers;
    return storeText(this.codec.module, op, 'view', base, literal(constants[op.constant] as number | bigint));
  }

  private array(op: Op, frame: Frame): string {
    const { count, text } = this.units(op, frame);
    if (!op.below.some((inner) => this.facts.isRelevant(inner))) return text;
    const index = this.name('index');
    const item = this.name('item');
    const inner: Frame = {
      base: item,
      refs: item,
      known: op.bytes,
      loops: [...frame.loops, index],
    };
    const body = this.walk(op.below, inner);
    if (body === '') return text;
    const place = `${plus(frame.base, op.offset)} + ${index}${op.bytes === 1 ? '' : ` * ${op.bytes}`}`;
    return joined([text, this.language.loop(index, count, `${this.language.constant(item, place)}\n${body}`)]);
  }

  private range(op: Op, frame: Frame): string {
    const { count, text } = this.units(op, frame);
    if ((op.flags & K.F_RECORDS) === 0) return text;
    const { codec, facts, language } = this;
    const from = plus(frame.base, op.offset);
    const isOpen = (op.flags & K.F_REST) === 0 ? 'false' : this.openText();
    const trailing = String(facts.trailingBytes);
    const open = isOpen === 'true' ? trailing : isOpen === 'false' ? '-1' : `${isOpen} ? ${trailing} : -1`;
    const place = { from, end: `${from} + ${count}`, path: this.path(op, frame), open };
    const shared = facts.sharingLists.has(op.index) ? this.name('shared') : undefined;
    const checked = language.records(codec.lists.get(op.index) as RecordSetText, place, shared);
    if (shared === undefined) return joined([text, checked]);
    const bounded = language.shared('reached', this.bytesThere(), this.openText());
    return joined([text, checked, `reached += ${shared};`, bounded]);
  }

  /** Units of a range or elements of an array, and what checks them. */
  private units(op: Op, frame: Frame): { count: string; text: string } {
    const { flags } = op;
    if ((flags & K.F_COUNTED) !== 0) return this.countedUnits(op, frame);
    if ((flags & K.F_TERMINATED) !== 0) return this.terminatedUnits(op, frame);
    return (flags & K.F_REST) === 0 ? { count: String(op.count), text: '' } : this.restUnits(op, frame);
  }

  private restUnits(op: Op, frame: Frame): { count: string; text: string } {
    const { language, facts } = this;
    const units = this.name('count');
    const place = { ...frame, offset: op.offset };
    const lines: string[] = [];
    if (!facts.isStated) {
      const limit: Failure = { name: 'tooLong', args: ['end - at', String(facts.mostBytes)] };
      lines.push(language.refuse(`end - at > ${facts.mostBytes}`, [limit]));
    }
    if (this.mayTakeRest) lines.push('isOpen = true;');
    lines.push(language.constant(units, language.wholeUnits(this.room(place), op.bytes)));
    lines.push(this.reach(place, timesText(units, op.bytes)));
    return { count: units, text: joined(lines) };
  }

  private countedUnits(op: Op, frame: Frame): { count: string; text: string } {
    const { language, facts } = this;
    const leaf = op.ref as Op;
    const member = this.memberAt(op, frame);
    const counted = this.name('count');
    const { least, most } = leafBounds(leaf);
    const lines = [language.constant(counted, language.integer(leaf, frame.refs))];
    if (least < 0n) lines.push(language.refuse(`${counted} < 0`, [{ name: 'negativeCount', member, args: [counted] }]));
    let units = counted;
    const inBytes = (op.flags & K.F_COUNTS_BYTES) !== 0;
    if (inBytes && op.bytes > 1) {
      const uneven: Failure = { name: 'unevenCount', member, args: [String(op.bytes), counted] };
      lines.push(language.refuse(language.isUneven(leaf, frame.refs, counted, op.bytes), [uneven]));
      units = this.name('units');
      lines.push(language.constant(units, `${counted} / ${op.bytes}`));
    }
    if ((op.flags & K.F_CAPACITY) !== 0) {
      const over: Failure = { name: 'overCapacity', member, args: [units, String(op.count)] };
      if (most > op.count * (inBytes ? op.bytes : 1)) lines.push(language.refuse(`${units} > ${op.count}`, [over]));
      return { count: units, text: joined(lines) };
    }
    let bytes = units;
    if (op.bytes > 1) {
      bytes = this.name('bytes');
      lines.push(language.constant(bytes, language.bytesOf(op, frame.refs, units)));
    }
    const place = { ...frame, offset: op.offset };
    const isAlwaysAllowed = facts.mostCount * op.bytes >= facts.mostBytes;
    const mayCome = isAlwaysAllowed ? undefined : `${units} <= ${facts.mostCount} || ${bytes} > ${facts.mostBytes}`;
    const largest = Number(most) * (inBytes ? 1 : op.bytes);
    lines.push(this.needRoom(place, bytes, largest, member, mayCome));
    if (!isAlwaysAllowed && Number(most) > facts.mostCount) {
      const over: Failure = { name: 'overCount', member, args: [units, String(facts.mostCount)] };
      lines.push(language.refuse(`${units} > ${facts.mostCount}`, [over]));
    }
    lines.push(this.reach(place, bytes));
    return { count: units, text: joined(lines) };
  }

  private terminatedUnits(op: Op, frame: Frame): { count: string; text: string } {
    const { language, facts } = this;
    const place = { ...frame, offset: op.offset };
    const from = plus(frame.base, op.offset);
    const nul = this.name('nul');
    const member = this.memberAt(op, frame);
    const have = this.roomThere(place);
    const unended: Failure = {
      name: 'unterminated',
      member,
      args: [String(op.bytes), have],
      need: this.need(this.facts.isStated ? 'length + 1' : 'end + 1 - at'),
    };
    const long: Failure = {
      name: 'tooLong',
      when: `end > ${plus('limit', facts.trailingBytes)}`,
      args: [String(facts.mostBytes + 1), String(facts.mostBytes)],
    };
    const lines = [
      language.constant(nul, language.findNul(from, 'limit', op.bytes)),
      language.refuse(`limit - ${nul} < ${op.bytes}`, facts.isStated ? [unended] : [long, unended]),
      this.reach(place, `${nul} + ${op.bytes} - ${bracketed(from)}`, `${nul} + ${op.bytes}`),
    ];
    const count = language.wholeUnits(`${nul} - ${bracketed(from)}`, op.bytes);
    return { count, text: joined(lines) };
  }

  /** `bytes` is an expression without operators, `largest` what it can be at most. */
  private needRoom(place: Place, bytes: string, largest: number, member: Failure['member'], mayCome?: string): string {
    const { language, facts } = this;
    const { base, offset, known } = place;
    if (offset + largest <= known) return '';
    // Above 2^53 bytes are no exact numbers: they are added once.
    const need = this.need(endText(base, offset + facts.trailingBytes, bytes), mayCome);
    const overrun: Failure = { name: 'overrun', member, args: [bytes, this.roomThere(place)], need };
    const lines = [language.refuse(`${bytes} > ${this.room(place)}`, [overrun])];
    if (!facts.isStated) lines.push(this.withinLimit(base, offset, bytes, largest));
    return joined(lines);
  }

  /** The part that ends so far on is there, and may be longer than a message may be. */
  private withinLimit(base: string, offset: number, bytes: string, largest: number): string {
    const { mostBytes, trailingBytes } = this.facts;
    const most = mostBytes - trailingBytes;
    if (base === 'at' && offset + largest <= most) return '';
    const total = endText(base, offset, bytes);
    const condition = base === 'at' ? `${bytes} > ${most - offset}` : `${total} > ${most}`;
    const limit: Failure = { name: 'tooLong', args: [plus(total, trailingBytes), String(mostBytes)] };
    return this.language.refuse(condition, [limit]);
  }

  /** The record uses these bytes, which are there. @param to where they end */
  private reach({ base, offset }: Place, bytes: string, to = placeAfter(base, offset, bytes)): string {
    const { facts, language } = this;
    const lines: string[] = [];
    if (!facts.isStated && this.extent !== undefined) this.extent = to.startsWith('at + ') ? to.slice(5) : `${to} - at`;
    else if (!facts.isStated) lines.push(`extent = ${language.larger('extent', to)};`);
    if (facts.isShared && bytes !== '0') {
      lines.push(`reached += ${bytes};`);
      lines.push(language.shared('reached', this.bytesThere(), this.openText()));
    }
    return joined(lines);
  }

  /** Bytes that the record may have, as far as that is known before its end is. */
  private bytesThere(): string {
    return this.facts.isStated ? 'length' : this.language.smaller('end - at', String(this.facts.mostBytes));
  }

  private union(op: Op, frame: Frame): string {
    const { language, facts } = this;
    const tagLeaf = op.ref as Op;
    const isSized = (op.flags & K.F_SIZED) !== 0;
    const bodies = op.below.map((arm) => (isSized ? this.sizedArm(arm, frame) : this.walk(arm.below, frame)));
    const other = op.below.findIndex(({ flags }) => (flags & K.F_OTHERWISE) !== 0);
    const otherwise = other < 0 ? this.noArm(op, frame) : (bodies[other] ?? '');
    if (otherwise === '' && bodies.every((body) => body === '')) return '';
    const seen = new Set<number | bigint>();
    const choices: Choice[] = op.below.flatMap((arm, index) => {
      if ((arm.flags & K.F_OTHERWISE) !== 0) return [];
      const tags = tagsOf(facts.code, tagLeaf, arm).filter((tag) => !seen.has(tag));
      for (const tag of tags) seen.add(tag);
      return tags.length === 0 ? [] : [{ tags, body: bodies[index] ?? '' }];
    });
    const tag = this.name('tag');
    return `${language.constant(tag, language.tag(tagLeaf, frame.refs))}\n${language.choose(undefined, tag, choices, otherwise)}`;
  }

  private sizedArm(arm: Op, frame: Frame): string {
    const place = { ...frame, offset: arm.offset };
    const bytes = String(arm.bytes);
    const known = { ...frame, known: Math.max(frame.known, arm.offset + arm.bytes) };
    return joined([
      this.needRoom(place, bytes, arm.bytes, this.memberAt(arm, frame)),
      arm.bytes === 0 ? '' : this.reach(place, bytes),
      this.walk(arm.below, known),
    ]);
  }

  /** A sized union whose tag selects no arm takes all that a stated length leaves for it. */
  private noArm(op: Op, frame: Frame): string {
    const { language, facts } = this;
    if ((op.flags & K.F_SIZED) === 0) return '';
    if (facts.isStated) {
      const place = { ...frame, offset: op.offset };
      return facts.isShared ? this.reach(place, this.roomThere(place)) : '';
    }
    const have = language.integer(op.ref as Op, frame.refs);
    return language.refuse('', [{ name: 'unknownTag', member: this.memberAt(op, frame), args: [have] }]);
  }

  /** What lies before the record's end, when all before it is measured. */
  private trailing(op: Op, frame: Frame): string {
    const target = this.name('target');
    const isFrame = (op.flags & K.F_FRAME) !== 0;
    const inner = { ...frame, base: target, refs: isFrame ? target : frame.refs, known: op.bytes };
    const body = this.walk(op.below, inner);
    if (body === '') return '';
    return joined([this.language.constant(target, `${this.recordEnd()} - ${op.offset}`), body]);
  }

  /** Where the record ends, once its parts are measured. */
  private recordEnd(): string {
    if (this.facts.trailingBytes === 0 && this.facts.isStated) return 'limit';
    return `at + ${this.lengthText()}`;
  }

  private pointed(op: Op, frame: Frame): string {
    if ((op.flags & K.F_TRAILING) !== 0) return this.trailing(op, frame);
    const { language, facts } = this;
    const leaf = op.ref as Op;
    const { least, most } = leafBounds(leaf);
    const offset = this.name('offset');
    const isFromField = (op.flags & K.F_FROM_FIELD) !== 0;
    const [base, add] = isFromField ? [frame.refs, leaf.offset] : ['at', 0];
    const origin = { ...frame, base, offset: add, known: add };
    const field = fromRecord(frame.refs, leaf.offset);
    const member = { field, path: this.path(op, frame) };
    const total = add === 0 && base === 'at' ? offset : `${fromRecord(base, add)} + ${offset}`;
    const need = this.need(total, least < 0n ? `${offset} > 0` : undefined);
    const room = this.room(origin);
    const outside: Failure = { name: 'outside', member, args: [offset, room], need };
    const lines = [
      language.constant(offset, language.integer(leaf, frame.refs)),
      language.refuse(`${least < 0n ? `${offset} < 0 || ` : ''}${offset} > ${room}`, [outside]),
    ];
    if (!facts.isStated && (base !== 'at' || add + Number(most) > facts.mostBytes)) {
      const limit: Failure = { name: 'tooLong', args: [total, String(facts.mostBytes)] };
      lines.push(language.refuse(`${total} > ${facts.mostBytes}`, [limit]));
    }
    const mostOffset = facts.code.word(K.P_MAX_OFFSET);
    if (mostOffset < facts.mostBytes && Number(most) > mostOffset) {
      const over: Failure = { name: 'overOffset', member, args: [offset, String(mostOffset)] };
      lines.push(language.refuse(`${offset} > ${mostOffset}`, [over]));
    }
    const target = this.name('target');
    lines.push(language.constant(target, `${plus(base, add)} + ${offset}`));
    const isFrame = (op.flags & K.F_FRAME) !== 0;
    const inner: Frame = {
      base: target,
      refs: isFrame ? target : frame.refs,
      known: op.bytes,
      loops: frame.loops,
    };
    const place = { ...inner, known: 0, offset: 0 };
    const bytes = String(op.bytes);
    lines.push(this.needRoom(place, bytes, op.bytes, this.memberAt(op, place)));
    lines.push(this.reach(place, bytes));
    lines.push(this.walk(op.below, inner));
    return joined(lines);
  }

  private checksum(op: Op, frame: Frame): string {
    if (this.pass === 'measure') return '';
    const { language } = this;
    const leaf = op.ref as Op;
    const { isStated } = this.facts;
    const recordEnd = this.recordEnd();
    const base = op.align > 0 ? this.name('target') : frame.base;
    const hole = plus(base, leaf.offset);
    const ranges = summedRanges(op).map(([offset, to]): SummedText => {
      const edge = plus(frame.base, to);
      const end = to < 0 ? plus(recordEnd, to + 1) : to <= frame.known ? edge : language.smaller(edge, recordEnd);
      return [plus(offset < 0 ? recordEnd : frame.base, offset), end];
    });
    const computed = this.name('computed');
    const stored = this.name('stored');
    const sumText = language.checksum(op, ranges, [hole, plus(hole, leaf.bytes)]);
    const seat = op.align > 0 ? language.constant(base, `${recordEnd} - ${op.align}`) : '';
    const needIfOpen = this.mayTakeRest ? 'isOpen ? end + 1 - at : 0' : undefined;
    const need = isStated ? this.need('length + 1') : needIfOpen;
    const member = this.memberAt(leaf, { ...frame, base });
    const failure: Failure = { name: 'wrongSum', member, args: [computed, stored], need };
    const isMissing = (leaf.flags & K.F_VERSIONED) !== 0 && leaf.align > this.facts.fixedBytes;
    if (this.pass === 'seal') {
      const store = joined([seat, storeText(this.codec.module, leaf, 'view', base, sumText)]);
      return isMissing ? `if (length >= ${leaf.align}) {\n${indented(store)}\n}` : store;
    }
    const text = joined([
      seat,
      language.constant(computed, sumText),
      language.constant(stored, leaf.kind === K.OP_WIDE ? language.tag(leaf, base) : language.integer(leaf, base)),
      language.refuse(`${stored} !== ${computed}`, [failure]),
    ]);
    return isMissing ? `if (length >= ${leaf.align}) {\n${indented(text)}\n}` : text;
  }

  // --- texts -------------------------------------------------------------------------------------------------------

  private lengthText(): string {
    const { isStated, trailingBytes } = this.facts;
    return isStated ? 'length' : plus(this.extent ?? 'extent - at', trailingBytes);
  }

  /** Whether more input may make the record longer. */
  private openText(): string {
    if (!this.facts.isStated) return 'true';
    return this.facts.rule === K.RULE_NEXT ? 'next === 0' : 'false';
  }

  /** Bytes that the record needs, where more of them help. Where it says itself that it ends, they do not. */
  private need(bytes: string, isHelped?: string): string | undefined {
    const { isStated, rule } = this.facts;
    if (isStated && rule !== K.RULE_NEXT) return undefined;
    const isLast = isStated ? ['next === 0'] : [];
    const helped = isHelped === undefined ? [] : [isHelped.includes('||') && isStated ? `(${isHelped})` : isHelped];
    const conditions = [...isLast, ...helped];
    return conditions.length === 0 ? bytes : `${conditions.join(' && ')} ? ${bytes} : 0`;
  }

  /** Bytes from a place to where the record, or the data, ends. */
  private room({ base, offset }: { base: string; offset: number }): string {
    const { isStated, trailingBytes } = this.facts;
    if (!isStated) return roomText('end', base, offset + trailingBytes);
    return base === 'at' ? minusText('length', offset + trailingBytes) : roomText('limit', base, offset);
  }

  /** The same, of a place that may lie after the end. */
  private roomThere(place: Place): string {
    const room = this.room(place);
    return place.offset <= place.known ? room : this.language.larger('0', room);
  }

  private memberAt(op: Op, frame: Frame): { field: string; path: string } {
    return { field: fromRecord(frame.base, op.offset), path: this.path(op, frame) };
  }

  private path(op: Op, { loops }: Frame): string {
    return pathText(this.program.paths[op.index] ?? '', loops);
  }

  private name(word: string): string {
    const count = (this.names.get(word) ?? 0) + 1;
    this.names.set(word, count);
    return count === 1 ? word : `${word}${count}`;
  }
}

/** What matters of a walk over the records of a codec. */
export function factsOf(codec: CodecText, pass: CheckPass = 'input'): CheckFacts {
  return new CheckFacts(codec.code, pass, sharingLists(codec));
}

/** The lists in whose records parts may lie over each other. */
function sharingLists({ code, lists }: CodecText): Set<number> {
  const own = [...lists].filter(([op]) => ((code.ops[op] as Op).flags & K.F_RECORDS) !== 0);
  return new Set(own.filter(([, { members }]) => members.some((one) => factsOf(one.codec).isShared)).map(([op]) => op));
}

function isCompleting(pass: CheckPass): boolean {
  return pass === 'measure' || pass === 'seal';
}

/** In a versioned record: as far on as another op. */
function isBeside(one: Op, other: Op): boolean {
  return (one.flags & K.F_VERSIONED) !== 0 && one.align === other.align;
}

function tagsOf(
  { signed, unsigned, numbers }: { signed: BigInt64Array; unsigned: BigUint64Array; numbers: Float64Array },
  leaf: Op,
  { constant, count }: Op,
): (number | bigint)[] {
  const isUnsigned = (leaf.flags & K.F_UNSIGNED_WIDE) !== 0;
  const from: ArrayLike<number | bigint> = leaf.kind !== K.OP_WIDE ? numbers : isUnsigned ? unsigned : signed;
  return Array.from({ length: count }, (_, index) => from[constant + index] as number | bigint);
}

function joined(blocks: readonly string[]): string {
  return blocks.filter((block) => block !== '').join('\n');
}
