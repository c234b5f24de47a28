import { DerError, contextTag, derTags, explicitValue, parseDer, readMembers } from "./der.mjs";
import {
  asciiText,
  bitStringOf,
  defaultFalse,
  identifierText,
  eachMember,
  octetsOf,
  optionalExplicit,
  primitiveBytes,
  smallInteger,
} from "./derValues.mjs";
import { nameOf } from "./distinguishedName.mjs";

/** Extensions of certificates that are read (RFC 5280, section 4.2.1). */
export const extensionNames = {
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAlternativeName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  nameConstraints: "2.5.29.30",
  extendedKeyUsage: "2.5.29.37",
};

const extensionLimit = 32;
const purposeLimit = 32;

/** The extensions of a certificate: identifier -> {isCritical, value}. Throws DerError where there are too many, or two of a kind. */
export function extensionsOf(node) {
  const list = eachMember(node, extensionOf);
  const extensions = new Map(list.map(({ identifier, ...extension }) => [identifier, extension]));
  if (list.length > extensionLimit) throw new DerError("there are too many extensions");
  if (extensions.size < list.length) throw new DerError("an extension stands twice");
  return extensions;
}

function extensionOf(node) {
  return readMembers(node, (members) => {
    const identifier = identifierText(members.required());
    const isCritical = defaultFalse(members);
    return { identifier, isCritical, value: octetsOf(members.required()) };
  });
}

/** What `read` makes of an extension's value; undefined where it is not there. Throws DerError. */
function valueOf(extensions, name, read) {
  const extension = extensions.get(name);
  return extension === undefined ? undefined : read(parseDer(extension.value));
}

export function subjectKeyIdentifierOf(extensions) {
  return valueOf(extensions, extensionNames.subjectKeyIdentifier, (node) => octetsOf(node));
}

/** {maySign: signatures over content, mayIssue: certificates}. */
export function keyUsageOf(extensions) {
  return valueOf(extensions, extensionNames.keyUsage, (node) => {
    const { bytes, unused } = bitStringOf(node);
    const isShort = bytes.length < 2 || (bytes.length === 2 && unused === 7);
    // DER ends such a list with its last bit that is set.
    const isTrimmed = bytes.length === 0 || (bytes[bytes.length - 1] & (1 << unused)) !== 0;
    if (!isShort || !isTrimmed) throw new DerError("a key usage is not written as DER has it");
    const first = bytes[0] ?? 0;
    return { maySign: (first & 0xc0) !== 0, mayIssue: (first & 0x04) !== 0 };
  });
}

/** Purposes as dotted numbers, each once. */
export function extendedKeyUsageOf(extensions) {
  return valueOf(extensions, extensionNames.extendedKeyUsage, (node) => {
    const purposes = eachMember(node, (one) => identifierText(one));
    if (purposes.length > purposeLimit || new Set(purposes).size < purposes.length) {
      throw new DerError("there are too many purposes, or one stands twice");
    }
    return purposes;
  });
}

/** {isAuthority, pathLength: undefined for any}. */
export function basicConstraintsOf(extensions) {
  return valueOf(extensions, extensionNames.basicConstraints, (node) =>
    readMembers(node, (members) => {
      const isAuthority = defaultFalse(members);
      const length = members.optional(derTags.integer);
      if (length !== null && !isAuthority) throw new DerError("who issues nothing has no path");
      return { isAuthority, pathLength: length === null ? undefined : smallInteger(length) };
    }),
  );
}

/** The kinds of the names that are permitted or excluded, whichever. */
export function constrainedKindsOf(extensions) {
  return valueOf(extensions, extensionNames.nameConstraints, (node) =>
    readMembers(node, (members) => {
      const subtrees = [members.optional(contextTag(0)), members.optional(contextTag(1))].filter((list) => list !== null);
      if (subtrees.length === 0) throw new DerError("no name is constrained");
      return subtrees.flatMap((list) => eachMember(list, (one) => readMembers(one, (names) => kindOfName(names.required())), list.tag));
    }),
  );
}

/** The kinds of the alternative names of a certificate; none where there are none. */
export function alternativeKindsOf(extensions) {
  return valueOf(extensions, extensionNames.subjectAlternativeName, (node) => eachMember(node, kindOfName)) ?? [];
}

/** What kind a GeneralName is, if it is one. */
function kindOfName(node) {
  switch (node.tag) {
    case contextTag(0):
      readMembers(node, (members) => [identifierText(members.required()), optionalExplicit(members, contextTag(0))], node.tag);
      return "other";
    case contextTag(1):
      return textKind(node, "email");
    case contextTag(2):
      return textKind(node, "dns");
    case contextTag(4):
      nameOf(explicitValue(node, node.tag));
      return "directory";
    case contextTag(6):
      return textKind(node, "uri");
    case contextTag(7):
      octetsOf(node, node.tag);
      return "address";
    case contextTag(8):
      identifierText(node, node.tag);
      return "registered";
    case contextTag(3):
    case contextTag(5):
      return "other";
    default:
      throw new DerError("a name is of no known kind");
  }
}

function textKind(node, kind) {
  if (asciiText(primitiveBytes(node, node.tag)).includes("\ufffd")) throw new DerError("a name is not ASCII");
  return kind;
}
