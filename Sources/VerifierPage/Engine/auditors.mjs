import { bytesOfOctetText, octetText, sameBytes, textOfUtf8 } from "./bytes.mjs";
import { NoteError, cosignatureAlgorithm, parseVkey } from "./note.mjs";
import { PolicyError, policyByteLimit, policyCountLimit } from "./policy.mjs";

/**
 * Whom the reader believes to have replayed the log: a vkey a line, read strictly. Throws PolicyError.
 *
 * @returns [vkey], at least one, each once
 */
export async function parseAuditors(bytes) {
  if (bytes.length > policyByteLimit) throw new PolicyError(1, `a list of auditors has at most ${policyByteLimit} bytes`);
  const lines = octetText(bytes).split("\n");
  if (lines.pop() !== "") throw new PolicyError(lines.length + 1, "the last line is not ended: the file may be cut short");
  const vkeys = [];
  for (const [place, line] of lines.entries()) {
    if (line !== "" && !line.startsWith("#")) vkeys.push(await auditor(line, place + 1, vkeys));
  }
  if (vkeys.length === 0) throw new PolicyError(Math.max(1, lines.length), "no auditor's vkey is here");
  return vkeys;
}

async function auditor(line, number, known) {
  const text = textOfUtf8(bytesOfOctetText(line));
  if (text === null) throw new PolicyError(number, "the line is no UTF-8");
  let vkey;
  try {
    vkey = await parseVkey(text);
  } catch (error) {
    if (error instanceof NoteError) throw new PolicyError(number, error.message);
    throw error;
  }
  if (vkey.algorithm !== cosignatureAlgorithm) throw new PolicyError(number, "an auditor's key is of type 4; this is a log's");
  if (known.some(({ bytes }) => sameBytes(bytes, vkey.bytes))) {
    throw new PolicyError(number, "the same key stands on an earlier line");
  }
  if (known.length >= policyCountLimit) throw new PolicyError(number, `a list has at most ${policyCountLimit} auditors`);
  return vkey;
}

/** Whether an auditor's key has another office too: that of a witness of the policy (or null), or of the log. */
export function shareKeys(auditors, policy, log) {
  const others = [...(policy?.witnesses.map(({ vkey }) => vkey.bytes) ?? []), log.bytes];
  return auditors.some(({ bytes }) => others.some((other) => sameBytes(bytes, other)));
}
