import { effectiveTime, Onsets } from "./effects.mjs";
import { KeyRing } from "./keys.mjs";

/** `authority:<id>` */
export class AuthorityFold {
  recognition = null;
  keys = new KeyRing();
  withdrawals = [];
  #withdrawalOnsets = new Onsets();

  apply(entry) {
    const { type, data, source, introduces } = entry.event;
    switch (type) {
      case "touchmark.authority.recognised":
        this.recognition = { index: entry.index, competences: data.competences, kid: introduces.thumbprint };
        this.keys.introduce(entry);
        break;
      case "touchmark.authority.key-added":
        // What the authority adds by a key of its own descends from that key; what the operator adds, from none.
        this.keys.introduce(entry, source.startsWith("authority:") ? entry.kid : null);
        break;
      case "touchmark.authority.key-revoked":
        this.keys.end(entry);
        break;
      case "touchmark.authority.withdrawn":
        this.withdraw({ index: entry.index, effective: effectiveTime(entry) });
        break;
      default:
        break;
    }
  }

  withdraw(withdrawal) {
    this.withdrawals.push(withdrawal);
    this.#withdrawalOnsets.push(withdrawal);
  }

  isWithdrawn(time, limit) {
    return this.#withdrawalOnsets.firstAt(time, limit) !== null;
  }

  isThief(kid, time, limit) {
    return this.keys.get(kid)?.isThief(time, limit) ?? false;
  }

  /**
   * Whether `kid` is the key `root` or was brought in by it, key by key, and nothing known below `limit` says that what it signed at
   * `time` is a thief's. What brought `root` in is not asked: whoever names it knows it.
   */
  descendsFrom(root, kid, time, limit) {
    const [top, own] = [this.keys.get(root), this.keys.get(kid)];
    if (top === undefined || !own?.descendsFrom(top)) return false;
    if (!own.isThief(time, limit)) return true;
    const isCompromisedAt = (key, signed) => key.endAt(signed, limit)?.reason === "compromised";
    let signed = time;
    for (let key = own; ; key = key.parent) {
      if (isCompromisedAt(key, signed)) return false;
      if (key === top) return true;
      signed = key.recorded;
    }
  }
}
