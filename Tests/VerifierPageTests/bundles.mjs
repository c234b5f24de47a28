import { createHash } from "node:crypto";

/** A source over bytes in memory, handed out in pieces of a size of one's choice. */
export function sourceOf(bytes, pieceBytes = 65_536) {
  return {
    name: "memory",
    size: bytes.length,
    async *chunks() {
      for (let offset = 0; offset < bytes.length; offset += pieceBytes) yield bytes.slice(offset, offset + pieceBytes);
    },
    slice: async (offset, count) => bytes.slice(offset, offset + count),
  };
}

/** The lines of a bundle, without newlines. */
export function linesOf(text) {
  return text.replace(/\n$/, "").split("\n");
}

/** A bundle of these lines, whose end line (the last) counts and hashes what is here. */
export function withEnd(lines) {
  const body = lines.slice(0, -1).map((line) => `${line}\n`).join("");
  const sha256 = createHash("sha256").update(body).digest("base64");
  return `${body}${JSON.stringify({ kind: "end", lines: lines.length - 1, sha256 })}\n`;
}
