"""The pure dialogue engine: one event in, a new tracker and effects out.

No telegram, database, clock, randomness or network may be imported here; a test reads the imports and holds that.
"""
