/** One line for each check that fails, and an exit status: what every test here ends with. */
export class Checks {
  constructor(name) {
    this.name = name;
    this.done = 0;
    this.failed = 0;
  }

  that(holds, sentence) {
    this.done += 1;
    if (holds) return;
    this.failed += 1;
    console.log(`FAILED ${this.name}: ${sentence}`);
  }

  equal(found, wanted, sentence) {
    const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
    this.that(a === b, `${sentence}: found ${a}, wanted ${b}`);
  }

  finish() {
    console.log(`${this.name}: ${this.done} checks, ${this.failed} failed`);
    process.exitCode = this.failed === 0 ? 0 : 1;
  }
}

/** Random numbers that a seed repeats; the seed is $SEED or the time, and is printed. */
export function seededRandom() {
  const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
  console.log(`seed ${seed}`);
  let state = seed >>> 0;
  return function below(limit) {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}
