// Which engine process has which user or arrival: dealt out in turn, so every shard has the same share at every moment.

/** The shard that user or arrival `index` belongs to. */
export function shardOf(index: number, shards: number): number {
  return index % shards
}

/** How many of the indices 0 … total − 1 belong to `shard`; over all shards they add up to `total`. */
export function shareOf(total: number, shard: number, shards: number): number {
  if (!Number.isSafeInteger(shards) || shards < 1 || !Number.isSafeInteger(shard) || shard < 0 || shard >= shards) {
    throw new RangeError(`There is no shard ${shard} of ${shards}`)
  }
  return Math.max(Math.floor((total - shard - 1) / shards) + 1, 0)
}
