"""The widgets that pages share: figures and their evidence, the scope, charts, tables, uploads."""
