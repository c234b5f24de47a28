/** A file that cannot be read as a bundle: nothing in it was judged. */
export class Unreadable extends Error {
  /**
   * @param code json, shape, line-too-long, version or changed
   * @param line from 1
   */
  constructor(code, line, sentence) {
    super(`line ${line}: ${sentence}`);
    this.name = "Unreadable";
    this.code = code;
    this.line = line;
    this.sentence = sentence;
  }
}
