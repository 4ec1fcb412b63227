"""Small frames in, Vega-Lite specifications out. One theme; no store, no screen."""
