/** Tiles as tests write them: `+1×3600 -2×1`. */
import { RUN_LEVEL, type Tiles } from '../levels.ts'

export function tilesInWords(tiles: readonly Tiles[]): string {
  return tiles
    .map(
      ({ level, fromS, toS, sign }) =>
        `${sign > 0 ? '+' : '-'}${level === RUN_LEVEL ? 'run' : `${(toS - fromS) / level}×${level}`}`,
    )
    .join(' ')
}
