"""The weekly rollups: worked out from person rows at load, inside the load's own transaction, so that no page reads a
person row. `refresh` is the one entry; each rollup is one module.
"""
