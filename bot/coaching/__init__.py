"""What the coaching knows: safety, reframing, helplines, countries, cities and times.

Pure, like the dialogue engine: it gets parsed files and a `now`, and reads no clock, file or network.
"""
