import { parseTime } from "../times.mjs";
import { DerError, DerMembers, contextTag, derTags, parseDer, readMembers } from "./der.mjs";
import { algorithmOf, booleanOf, generalizedTimeOf, identifierText, integerBytes, octetsOf, smallInteger } from "./derValues.mjs";

const microsecondDigits = 6;
const accuracyLimit = 1_000_000_000n;
/** The members that may be left out, in their order: accuracy, ordering, nonce, the authority's name, extensions. */
const optionalTags = [derTags.sequence, derTags.boolean, derTags.integer, contextTag(0), contextTag(1)];

/**
 * A TSTInfo (RFC 3161, section 2.4.2), what an authority says: `{policy, imprint: {algorithm, hash}, time, resolution, accuracy,
 * hasCriticalExtension}`. Times are microseconds, BigInts: `resolution` is what the time may have been cut off by, `accuracy` null
 * where it is not said. Throws DerError.
 */
export function timeStampInfoOf(bytes) {
  return readMembers(parseDer(bytes), (members) => {
    if (smallInteger(members.required()) !== 1n) throw new DerError("it is of an unknown version");
    const policy = identifierText(members.required());
    const imprint = readMembers(members.required(), (own) => ({ algorithm: algorithmOf(own.required()), hash: octetsOf(own.required()) }));
    integerBytes(members.required());
    return { policy, imprint, ...momentOf(members.required()), ...restOf(members) };
  });
}

function momentOf(node) {
  const { text, fraction } = generalizedTimeOf(node);
  const digits = fraction.slice(0, microsecondDigits);
  const [, year, month, day, hour, minute, second] = /^(....)(..)(..)(..)(..)(..)$/.exec(text);
  const time = parseTime(`${year}-${month}-${day}T${hour}:${minute}:${second}${digits === "" ? "" : `.${digits}`}Z`);
  if (time === null) throw new DerError("its time is none");
  return { time, resolution: 10n ** BigInt(microsecondDigits - digits.length) };
}

function restOf(members) {
  const rest = { accuracy: null, hasCriticalExtension: false };
  let stage = 0;
  for (let node = members.next(); node !== null; node = members.next()) {
    const place = optionalTags.indexOf(node.tag);
    if (place < stage) throw new DerError("something is not in its place");
    stage = place + 1;
    if (node.tag === derTags.sequence) rest.accuracy = accuracyOf(node);
    else if (node.tag === derTags.boolean) booleanOf(node);
    else if (node.tag === derTags.integer) integerBytes(node);
    else if (node.tag === contextTag(1)) rest.hasCriticalExtension = hasCriticalMember(node);
  }
  return rest;
}

function accuracyOf(node) {
  return readMembers(node, (members) => {
    const [seconds, milliseconds, microseconds] = [derTags.integer, contextTag(0), contextTag(1)].map((tag) => {
      const part = members.optional(tag);
      return part === null ? 0n : smallInteger(part, tag);
    });
    const isInRange = (value, limit) => value >= 0n && value <= limit;
    if (!isInRange(seconds, accuracyLimit) || !isInRange(milliseconds, 999n) || !isInRange(microseconds, 999n)) {
      throw new DerError("its accuracy is out of range");
    }
    return seconds * 1_000_000n + milliseconds * 1000n + microseconds;
  });
}

function hasCriticalMember(node) {
  return new DerMembers(node, contextTag(1)).list.some((extension) =>
    new DerMembers(extension, extension.tag).list.some((member) => member.tag === derTags.boolean && booleanOf(member)),
  );
}
