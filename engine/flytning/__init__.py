"""Moves between addresses, municipalities and countries. Pure: frames in, frames out."""
