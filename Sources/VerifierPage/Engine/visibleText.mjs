/** Control characters, and those that turn the direction of what follows. */
const hiddenCharacters = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** A text of others' as a sentence may quote it: what cannot be seen is named, and what is long is cut. */
export function quotedText(text, limit) {
  const shown = text.replace(hiddenCharacters, (mark) => {
    if (mark === "\n") return "\u21b5";
    return `\u27e8U+${mark.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}\u27e9`;
  });
  const characters = [...shown];
  return characters.length > limit ? `${characters.slice(0, limit - 1).join("")}\u2026` : shown;
}
