import { effectiveTime, firstPlace } from "./effects.mjs";
import { KeyRecord } from "./keys.mjs";

/** `ledger:` */
export class LedgerFold {
  opening = null;
  officerKeys = new Map();
  logKeys = [];
  policies = [];
  #logKeysByText = new Map();

  get opened() {
    return this.opening?.data ?? null;
  }

  get origin() {
    return this.opening?.ledger;
  }

  apply(entry) {
    const { type, data, vkey, introduces } = entry.event;
    if (type === "touchmark.ledger.opened") this.opening = entry.event;
    if (data.policy !== undefined) this.policies.push({ index: entry.index, policy: data.policy });
    if (vkey !== undefined) this.addLogKey(new LogKeyRecord(vkey, entry.index));
    if (introduces !== null && !this.officerKeys.has(introduces.thumbprint)) {
      const key = new KeyRecord(introduces.thumbprint, entry);
      this.officerKeys.set(introduces.thumbprint, { actor: introduces.actor, key });
    }
    if (type === "touchmark.ledger.key-retired") this.retire(entry);
  }

  addLogKey(key) {
    this.logKeys.push(key);
    const same = this.#logKeysByText.get(key.vkey);
    if (same === undefined) this.#logKeysByText.set(key.vkey, [key]);
    else same.push(key);
  }

  hasLogKey(vkey) {
    return this.#logKeysByText.has(vkey);
  }

  retire(entry) {
    const { kid, vkey, reason } = entry.event.data;
    const end = { index: entry.index, reason: reason === "rotated" ? "retired" : reason, effective: effectiveTime(entry) };
    if (kid !== undefined) this.officerKeys.get(kid)?.key.addEnd(end);
    for (const key of this.#logKeysByText.get(vkey) ?? []) key.ends.push(end);
  }

  /** That the key was somebody else's when it signed at `time`, by what is known below `limit`; null if nothing says so, or it is no officer's. */
  theftOf(kid, time, limit) {
    const end = this.officerKeys.get(kid)?.key.endAt(time, limit) ?? null;
    return end?.reason === "compromised" ? end : null;
  }

  /** The policy in force for the entry at `index`; undefined before the ledger is opened. */
  policyAt(index) {
    return this.policies[firstPlace(this.policies, (set) => set.index >= index) - 1]?.policy;
  }

  /** Whether the claimed time is further from the ledger's clock than the policy in force tolerates; none is without a policy. */
  isBeyondTolerance({ index, recorded, event: { time } }) {
    const seconds = this.policyAt(index)?.clockToleranceSeconds;
    if (seconds === undefined) return false;
    const distance = time > recorded ? time - recorded : recorded - time;
    return distance > BigInt(seconds) * 1_000_000n;
  }
}

/** A key that signs checkpoints. */
class LogKeyRecord {
  constructor(vkey, index) {
    this.vkey = vkey;
    this.index = index;
    this.ends = [];
  }

  get end() {
    return this.ends.find(({ reason }) => reason === "compromised") ?? this.ends[0] ?? null;
  }
}
