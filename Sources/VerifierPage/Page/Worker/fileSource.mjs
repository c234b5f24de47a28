/** A file as the engine reads it: from the beginning as often as it likes, a few megabytes at a time. */
export class FileSource {
  constructor(file) {
    this.file = file;
    this.name = file.name;
    this.size = file.size;
  }

  async *chunks() {
    for (let offset = 0; offset < this.size; offset += pieceOfFile) yield await this.slice(offset, pieceOfFile);
  }

  async slice(offset, count) {
    return new Uint8Array(await this.file.slice(offset, offset + count).arrayBuffer());
  }
}

const pieceOfFile = 1 << 22;
