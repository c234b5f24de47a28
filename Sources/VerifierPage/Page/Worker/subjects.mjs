/** One segment of a subject, encoded as the protocol says (Protocol.md, section 4). */
function subjectSegment(id) {
  return encodeURIComponent(String(id).toWellFormed())
    .replace(/[!'()*]/g, (letter) => "%" + letter.charCodeAt(0).toString(16).toUpperCase());
}

export function shownSubject(kind, ...ids) {
  return kind + ":" + ids.map(subjectSegment).join("/");
}

/** Microseconds as a number: exact until the year 2255, which is enough for showing. */
export function shownMicroseconds(recorded) {
  return Number(recorded);
}
