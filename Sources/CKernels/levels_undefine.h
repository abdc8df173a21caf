// Between two levels of levels.c.
#undef NN_LEVEL
#undef NN_LANES
#undef NN_JOIN_EXPANDED
#undef NN_JOIN
#undef LEVEL
#undef NN_INLINE
#undef NN_TILE_ROWS
#undef NN_UNROLL
#undef NN_TERM
#undef NN_MOVE
#undef NN_TILE
#undef NN_TILES
#undef NN_TILE_NAMES
#undef NN_BETTER
#undef NN_AHEAD
#undef NN_PACKED_TILE
