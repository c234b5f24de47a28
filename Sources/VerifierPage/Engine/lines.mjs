import { Unreadable } from "./unreadable.mjs";

const lineLimit = 2 << 20;
const blockBytes = 256 << 10;
const newlineByte = 10;

/**
 * The lines of a source in blocks of neighbours, each block an array of `{bytes, number, offset}`: bytes without the newline, the
 * number from 1. Never holds more than a block and a line, and refuses a line that is too long before it is here whole.
 *
 * @param watch {progress(offset), signal}
 */
export async function* blocksOfLines(source, watch, from = { offset: 0, number: 1 }) {
  const splitter = new LineSplitter(from);
  for await (const chunk of source.chunks()) {
    watch.signal?.throwIfAborted();
    splitter.take(chunk);
    while (splitter.ready.length > 0) {
      watch.progress(splitter.ready[0].offset);
      yield splitter.nextBlock();
      watch.signal?.throwIfAborted();
    }
  }
  splitter.finish();
  while (splitter.ready.length > 0) yield splitter.nextBlock();
}

class LineSplitter {
  constructor({ offset, number }) {
    this.offset = offset;
    this.number = number;
    this.ready = [];
    this.parts = [];
    this.partial = 0;
  }

  take(chunk) {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(newlineByte, start);
      if (end < 0) break;
      this.add(chunk.subarray(start, end));
      this.endLine(1);
      start = end + 1;
    }
    if (start < chunk.length) this.add(chunk.slice(start));
  }

  add(part) {
    this.partial += part.length;
    if (this.partial > lineLimit) throw this.tooLong();
    if (part.length > 0) this.parts.push(part);
  }

  tooLong() {
    return new Unreadable("line-too-long", this.number, "The line is longer than 2 MiB.");
  }

  endLine(newlines) {
    const bytes = this.parts.length === 1 ? this.parts[0] : joinParts(this.parts, this.partial);
    this.ready.push({ bytes, number: this.number, offset: this.offset });
    this.offset += this.partial + newlines;
    this.number += 1;
    this.parts = [];
    this.partial = 0;
  }

  /** The last line may lack its newline. */
  finish() {
    if (this.partial > 0) this.endLine(0);
  }

  nextBlock() {
    let count = 0;
    let bytes = 0;
    while (count < this.ready.length && bytes < blockBytes) {
      bytes += this.ready[count].bytes.length + 1;
      count += 1;
    }
    return this.ready.splice(0, count);
  }
}

function joinParts(parts, count) {
  const bytes = new Uint8Array(count);
  let place = 0;
  for (const part of parts) {
    bytes.set(part, place);
    place += part.length;
  }
  return bytes;
}
