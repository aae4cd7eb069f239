"""The forecast of the expensive cases: pure functions over frames and arrays, the date and the seed are arguments."""
