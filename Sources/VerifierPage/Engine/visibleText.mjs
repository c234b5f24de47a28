/** Control characters, and those that turn the direction of what follows. */
const hiddenCharacters = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

const quotationMarks = /[\u201c\u201d]/g;
/** White space, but for line feeds, which are shown. */
const blanks = /[^\P{White_Space}\n]+/gu;
const textLimit = 60;

/**
 * A text of others' within a sentence of ours, between quotation marks that it cannot close: what cannot be seen is named, what is long
 * is cut, and no run of blanks lets it begin a line of its own.
 */
export function quotedText(text) {
  const words = text.split(blanks).filter((word) => word !== "").join(" ").replace(quotationMarks, '"');
  const shown = words.replace(hiddenCharacters, (mark) => {
    if (mark === "\n") return "\u21b5";
    return `\u27e8U+${mark.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}\u27e9`;
  });
  const characters = [...shown];
  return `\u201c${characters.length > textLimit ? `${characters.slice(0, textLimit - 1).join("")}\u2026` : shown}\u201d`;
}
