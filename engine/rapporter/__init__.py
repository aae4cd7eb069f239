"""Workbooks, PDF documents and sealed packages. What is written depends on its content and a given time alone.

So a copy that was handed in can be made again byte for byte: no clock, no random ids, no order of a dictionary.
"""
