import { sameBytes } from "./bytes.mjs";
import { perfectSubtrees, rootOfSubtrees } from "./merkle.mjs";

const highestTileLevel = 7;
const fullTileWidth = 256;

/** A tile's place as a text. */
function tileName(level, number) {
  return `${level}/${number}`;
}

/** How many roots of 256^level entries a tree of this size (a BigInt) holds. */
function tileHashCount(level, size) {
  return size >> BigInt(8 * level);
}

/** How wide the tile is in a tree of this size; 0 if the tree has no such tile. */
function tileWidth(level, number, size) {
  if (level > highestTileLevel) return 0;
  const count = tileHashCount(level, size);
  const own = BigInt(number);
  if (own < count >> 8n) return fullTileWidth;
  return own === count >> 8n ? Number(count & 255n) : 0;
}

/** The rightmost tile of each level, from level 0 up. */
function rightmostTiles(size) {
  const tiles = [];
  for (let level = 0; level <= highestTileLevel; level += 1) {
    const count = tileHashCount(level, size);
    if (count > 0n) tiles.push({ level, number: Number((count - 1n) >> 8n) });
  }
  return tiles;
}

/** The names of the tiles that prove entries at these runs of indices: those on their way up, and the right edge. */
export function neededTiles(runs, size) {
  const needed = new Set(rightmostTiles(size).map((tile) => tileName(tile.level, tile.number)));
  let last = -1;
  for (let place = 0; place < runs.length; place += 2) {
    const end = Math.floor((runs[place + 1] - 1) / 256);
    for (let number = Math.max(last + 1, Math.floor(runs[place] / 256)); number <= end; number += 1) {
      addWayUp(needed, number, size);
    }
    last = Math.max(last, end);
  }
  return needed;
}

function addWayUp(needed, leafTile, size) {
  let number = leafTile;
  for (let level = 0; level <= highestTileLevel && tileWidth(level, number, size) > 0; level += 1) {
    const name = tileName(level, number);
    if (needed.has(name)) return;
    needed.add(name);
    number = Math.floor(number / 256);
  }
}

export function isTileNeeded(needed, tile) {
  return needed.has(tileName(tile.level, tile.number));
}

function hashesOfTile(tile) {
  return Array.from({ length: tile.hashes.length / 32 }, (_, place) => tile.hashes.subarray(32 * place, 32 * place + 32));
}

/**
 * Checks that all tiles lead to the root of a tree of this size.
 *
 * @param tiles [{level, number, hashes: Uint8Array of w * 32}]
 * @returns {failures: [sentence]} or {leafAt: index -> hash or undefined}
 */
export async function checkTiles(tiles, size, root) {
  const failures = [];
  const given = new Map();
  for (const tile of tiles) {
    const misfit = misfitOfTile(tile, size) ?? (given.has(tileName(tile.level, tile.number)) ? "is there twice" : null);
    if (misfit === null) given.set(tileName(tile.level, tile.number), tile);
    else failures.push(tileSentence(tile, misfit));
  }
  const edge = await rightEdgeFailure(given, size, root);
  if (edge !== null) return { failures: [...failures, edge] };
  const proven = new Map();
  const ordered = [...given.values()].sort((a, b) => b.level - a.level || b.number - a.number);
  for (const tile of ordered) {
    const gap = await gapAboveTile(tile, proven);
    if (gap === null) proven.set(tileName(tile.level, tile.number), tile);
    else failures.push(tileSentence(tile, gap));
  }
  return failures.length > 0 ? { failures } : { leafAt: (index) => leafOfTiles(proven, index) };
}

function leafOfTiles(proven, index) {
  const tile = proven.get(tileName(0, Math.floor(index / 256)));
  const start = 32 * (index % 256);
  return tile === undefined || start >= tile.hashes.length ? undefined : tile.hashes.subarray(start, start + 32);
}

function tileSentence(tile, what) {
  return `The tile ${tile.number} of level ${tile.level} ${what}.`;
}

function misfitOfTile(tile, size) {
  const width = tileWidth(tile.level, tile.number, size);
  const found = tile.hashes.length / 32;
  if (width === 0) return "is not one of this tree";
  return width === found ? null : `has ${found} hashes, not ${width}`;
}

/** A sentence if the partial tiles of the right edge do not give the root; else null. */
async function rightEdgeFailure(given, size, root) {
  const subtrees = [];
  for (const { level, number } of rightmostTiles(size)) {
    if (tileWidth(level, number, size) === fullTileWidth) continue;
    const tile = given.get(tileName(level, number));
    if (tile === undefined) return tileSentence({ level, number }, "is missing");
    subtrees.push(...(await perfectSubtrees(hashesOfTile(tile))));
  }
  if (sameBytes(await rootOfSubtrees(subtrees), root)) return null;
  return "The right edge of the tree leads to another root than the checkpoint's.";
}

/** What is wrong between a full tile and the one above it; null if nothing. Partial tiles are proven by the root. */
async function gapAboveTile(tile, proven) {
  if (tile.hashes.length < 32 * fullTileWidth) return null;
  const parent = proven.get(tileName(tile.level + 1, Math.floor(tile.number / 256)));
  if (parent === undefined) return "stands below a tile that is missing or does not hold";
  const start = 32 * (tile.number % 256);
  const own = await rootOfSubtrees(await perfectSubtrees(hashesOfTile(tile)));
  return sameBytes(parent.hashes.subarray(start, start + 32), own) ? null : "is not the one that stands in the tile above";
}
