import { linesOf, withEnd } from "./bundles.mjs";

/** Every line left out, said twice, and put after its neighbour; the end line is right again. Generates [name, text]. */
export function* lineDamage(text) {
  const lines = linesOf(text);
  const last = lines.length - 1;
  for (let place = 0; place < last; place += 1) {
    yield [`line ${place + 1} left out`, withEnd(lines.toSpliced(place, 1))];
    yield [`line ${place + 1} twice`, withEnd(lines.toSpliced(place, 0, lines[place]))];
    if (place + 1 < last) {
      yield [`line ${place + 1} after the next`, withEnd(lines.toSpliced(place, 2, lines[place + 1], lines[place]))];
    }
  }
  const first = lines.findIndex((line) => line.startsWith('{"kind":"entry",'));
  if (first >= 0) yield ["an entry out of range first", withEnd(lines.toSpliced(first, 0, lines[first].replace(/"index":\d+/, '"index":1000000')))];
  yield ["without end", `${lines.slice(0, -1).join("\n")}\n`];
  yield ["end twice", `${text}${lines[last]}\n`];
  yield ["cut in the middle", text.slice(0, text.length >> 1)];
  yield ["without the last newline", text.slice(0, -1)];
  yield ["empty", ""];
  yield ["an empty line", `\n${text}`];
  yield ["a line behind the end", `${text}{"kind":"time","size":1,"token":""}\n`];
  yield ["unknown kind", withEnd(lines.toSpliced(last, 0, '{"kind":"novelty"}'))];
  yield ["time tokens", withEnd(lines.toSpliced(last, 0, '{"kind":"time","size":1,"token":"AAAA"}'))];
  yield ["deep JSON", withEnd(lines.toSpliced(last, 0, `{"kind":"novelty","deep":${"[".repeat(15)}${"]".repeat(15)}}`))];
  yield ["too deep JSON", withEnd(lines.toSpliced(last, 0, `{"kind":"novelty","deep":${"[".repeat(16)}${"]".repeat(16)}}`))];
  yield ["much too deep JSON", withEnd(lines.toSpliced(last, 0, "[".repeat(1_000_000)))];
  yield ["script in text", withEnd(lines.toSpliced(last, 0, '{"kind":"<script>alert(1)</script>"}'))];
  yield ["2 MiB line", withEnd(lines.toSpliced(last, 0, `{"kind":"novelty"}${" ".repeat((2 << 20) - 18)}`))];
  yield ["line over 2 MiB", withEnd(lines.toSpliced(last, 0, `{"kind":"novelty"}${" ".repeat((2 << 20) - 17)}`))];
}

/** The bundle as another program might write it: numbers in another notation, members in another order. Generates [name, text]. */
export function* otherSpellings(text) {
  const spellings = [["a space behind each index", "$1 ,"], ["decimals in each index", "$1.0,"], ["each index with an exponent", "$1e0,"]];
  for (const [name, spelling] of spellings) {
    yield [name, withEntryLines(text, (line) => line.replace(/(?<="index":)(\d+),/, spelling))];
  }
  yield ["members of entries in the other order", withEntryLines(text, (line) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(line)).reverse())))];
}

function withEntryLines(text, change) {
  return withEnd(linesOf(text).map((line) => (line.startsWith('{"kind":"entry",') ? change(line) : line)));
}

/** A bundle in which some bits are other ones. */
export function withFlippedBits(text, below) {
  const bytes = Buffer.from(text);
  for (let count = 1 + below(3); count > 0; count -= 1) bytes[below(bytes.length)] ^= 1 << below(8);
  return new Uint8Array(bytes);
}

/** A bundle in which one value somewhere in one line is another, and the end line is right: [name, text]. */
export function withOtherValue(text, below) {
  const lines = linesOf(text);
  const place = below(lines.length - 1);
  let line;
  try {
    line = JSON.parse(lines[place]);
  } catch {
    return [`line ${place + 1}: no JSON, as it was`, text];
  }
  if (line === null || typeof line !== "object") return [`line ${place + 1}: no object, as it was`, text];
  const name = alterSomewhere(line, below);
  return [`line ${place + 1} (${line.kind}): ${name}`, withEnd(lines.toSpliced(place, 1, JSON.stringify(line)))];
}

/** Changes one value in a tree of JSON in place; says what. */
export function alterSomewhere(root, below) {
  const places = [];
  collectPlaces(root, [], places);
  const { holder, key, path } = places[below(places.length)];
  const value = holder[key];
  const kind = below(6);
  if (kind === 0) {
    if (Array.isArray(holder)) holder.splice(key, 1);
    else delete holder[key];
    return `${path} left out`;
  }
  if (kind === 1 && !Array.isArray(holder)) {
    delete holder[key];
    holder[`${key}x`] = value;
    return `${path} renamed`;
  }
  if (kind === 2) {
    holder[key] = [null, true, 0, -1, 1.5, 1e300, "", [], {}, "x"][below(10)];
    return `${path} is ${JSON.stringify(holder[key])}`;
  }
  if (kind === 3) {
    const other = places[below(places.length)];
    holder[key] = structuredClone(other.holder[other.key]);
    return `${path} is ${other.path}`;
  }
  holder[key] = alteredValue(value, below);
  return `${path} altered`;
}

function collectPlaces(value, path, places) {
  if (value === null || typeof value !== "object") return;
  for (const key of Object.keys(value)) {
    const own = [...path, key];
    places.push({ holder: value, key: Array.isArray(value) ? Number(key) : key, path: own.join(".") });
    collectPlaces(value[key], own, places);
  }
}

function alteredValue(value, below) {
  if (typeof value === "number") return value + [1, -1, 256, 0.5][below(4)];
  if (typeof value === "boolean") return !value;
  if (Array.isArray(value)) return below(2) === 0 ? [...value, ...value.slice(0, 1)] : value.toReversed();
  if (value === null || typeof value !== "object") return alteredText(String(value), below);
  return below(2) === 0 ? { ...value, extra: 1 } : Object.values(value);
}

function alteredText(text, below) {
  const at = below(text.length + 1);
  switch (below(5)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1);
    case 1:
      return `${text.slice(0, at)}${"aA0/%\u00e9.~_ "[below(10)]}${text.slice(at)}`;
    case 2:
      return text.slice(0, at) + "bB1:+-_=x\n"[below(10)] + text.slice(at + 1);
    case 3:
      return text.slice(0, at);
    default:
      return text.replace(/[a-z]/, (letter) => letter.toUpperCase());
  }
}
