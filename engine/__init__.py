"""Hjemtag's engine: everything that computes, reads and remembers. Never imports Streamlit."""

__version__ = "0.1.0"
