import { bytesOfOctetText, octetText, sameBytes, textOfUtf8 } from "./bytes.mjs";
import { NoteError, cosignatureAlgorithm, isSameVkey, logAlgorithm, parseVkey } from "./note.mjs";

/** Why a text is no witness policy; the message names the line. */
export class PolicyError extends Error {
  constructor(line, sentence) {
    super(`line ${line}: ${sentence}`);
    this.name = "PolicyError";
  }
}

export const policyByteLimit = 256 << 10;
export const policyCountLimit = 1024;

/**
 * A witness policy (C2SP tlog-policy) from its bytes, read strictly. Throws PolicyError.
 *
 * To its syntax octets past ASCII are opaque (C2SP tlog-policy, "Character set"): it is read as octets, one a character.
 *
 * @returns {logs: [vkey], witnesses: [{name, vkey}], components, quorum: place in components, or null for none}; a name is for the eye
 */
export async function parsePolicy(bytes) {
  if (bytes.length > policyByteLimit) throw new PolicyError(1, `a policy has at most ${policyByteLimit} bytes`);
  const lines = octetText(bytes).split("\n");
  // A name that is cut short may be another name: a policy that was not read whole must not hold.
  if (lines.pop() !== "") throw new PolicyError(lines.length + 1, "the last line is not ended: the file may be cut short");
  const reader = new PolicyReader();
  for (const [place, line] of lines.entries()) await reader.read(line, place + 1);
  return reader.policy(lines.length);
}

class PolicyReader {
  constructor() {
    this.logs = [];
    this.witnesses = [];
    this.components = [];
    this.quorum = undefined;
    this.places = new Map();
    this.members = new Set();
    this.line = 0;
  }

  fail(sentence) {
    return new PolicyError(this.line, sentence);
  }

  async read(line, number) {
    this.line = number;
    if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(line)) {
      throw this.fail("a policy has no control characters but tab and newline");
    }
    const fields = line.split(/[ \t]+/).filter((field) => field !== "");
    if (fields.length === 0 || fields[0].startsWith("#")) return;
    switch (fields[0]) {
      case "log":
        return this.readLog(fields);
      case "witness":
        return this.readWitness(fields);
      case "group":
        return this.readGroup(fields);
      case "quorum":
        return this.readQuorum(fields);
      default:
        throw this.fail("a line begins with log, witness, group, quorum or #");
    }
  }

  policy(lineCount) {
    if (this.quorum === undefined) throw new PolicyError(Math.max(1, lineCount), "no line says what the quorum is");
    return { logs: this.logs, witnesses: this.witnesses, components: this.components, quorum: this.quorum };
  }

  async readLog(fields) {
    if (fields.length < 2 || fields.length > 3) throw this.fail("a log is: log <vkey> [<url>]");
    const vkey = await this.vkey(fields[1], logAlgorithm);
    if (this.logs.some((log) => sameBytes(log.bytes, vkey.bytes))) {
      throw this.fail("the same log key stands on an earlier line");
    }
    this.checkRoom(this.logs.length);
    this.checkURL(fields[2]);
    this.logs.push(vkey);
  }

  async readWitness(fields) {
    if (fields.length < 3 || fields.length > 4) throw this.fail("a witness is: witness <name> <vkey> [<url>]");
    const vkey = await this.vkey(fields[2], cosignatureAlgorithm);
    if (this.witnesses.some((witness) => sameBytes(witness.vkey.bytes, vkey.bytes))) {
      throw this.fail("the same witness key stands on an earlier line");
    }
    this.checkRoom(this.witnesses.length);
    this.define(fields[1], { witness: this.witnesses.length });
    this.checkURL(fields[3]);
    this.witnesses.push({ name: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytesOfOctetText(fields[1])), vkey });
  }

  readGroup(fields) {
    if (fields.length < 4) throw this.fail("a group is: group <name> all|any|<k> <name>...");
    const members = fields.slice(3).map((name) => this.place(name));
    for (const member of members) {
      if (this.members.has(member)) {
        throw this.fail("a member is in this group or another one already: each may count once only");
      }
      this.members.add(member);
    }
    this.checkRoom(this.components.length - this.witnesses.length);
    this.define(fields[1], { threshold: this.threshold(fields[2], members.length), members });
  }

  readQuorum(fields) {
    if (fields.length !== 2) throw this.fail("a quorum is: quorum <name>, or quorum none");
    if (this.quorum !== undefined) throw this.fail("an earlier line says what the quorum is");
    this.quorum = fields[1] === "none" ? null : this.place(fields[1]);
  }

  threshold(field, count) {
    if (field === "all") return count;
    if (field === "any") return 1;
    const value = /^[1-9][0-9]{0,8}$/.test(field) ? Number(field) : 0;
    if (value < 1 || value > count) {
      throw this.fail("a threshold is all, any, or a number from 1 to that of the members");
    }
    return value;
  }

  define(name, component) {
    if (name === "none") throw this.fail("none is predefined: choose another name");
    if (this.places.has(name)) throw this.fail("the name is defined on an earlier line");
    this.places.set(name, this.components.length);
    this.components.push(component);
  }

  place(name) {
    const place = this.places.get(name);
    if (place === undefined) throw this.fail("a name is not defined on an earlier line");
    return place;
  }

  checkURL(field) {
    if (field !== undefined && textOfUtf8(bytesOfOctetText(field)) === null) throw this.fail("the URL is no UTF-8");
  }

  async vkey(field, algorithm) {
    const text = textOfUtf8(bytesOfOctetText(field));
    if (text === null) throw this.fail("the verifier key is no UTF-8");
    let vkey;
    try {
      vkey = await parseVkey(text);
    } catch (error) {
      if (error instanceof NoteError) throw this.fail(error.message);
      throw error;
    }
    if (vkey.algorithm !== algorithm) {
      throw this.fail(algorithm === logAlgorithm ? "a log's key is of type 1" : "a witness's key is of type 4");
    }
    return vkey;
  }

  checkRoom(count) {
    if (count >= policyCountLimit) {
      throw this.fail(`a policy has at most ${policyCountLimit} logs, witnesses and groups, each`);
    }
  }
}

/** Whether the witnesses at these places of the policy are enough. */
export function isQuorumMet(policy, witnessPlaces) {
  if (policy.quorum === null) return true;
  const met = [];
  for (const component of policy.components) {
    if ("witness" in component) met.push(witnessPlaces.has(component.witness));
    else met.push(component.members.filter((member) => met[member]).length >= component.threshold);
  }
  return met[policy.quorum];
}

/** Whether checkpoints of this log are meant: the policy names no log, or this one. */
export function doesPolicyCover(policy, vkey) {
  return policy.logs.length === 0 || policy.logs.some((log) => isSameVkey(log, vkey));
}
