"""A small mutation harness: each seeded fault, applied to a copy of the tree, must turn its named test red.

`seeded.py` lists the faults, `__main__.py` tries them (`make faults`).
"""
