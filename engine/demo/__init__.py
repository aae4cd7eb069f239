"""The fictional municipality 0998 Egeborg: lives, needs, a ledger, and the truth that was planted in them.

Nothing here imports what detects or computes refunds, so that the truth stays independent of the rules.
"""

from __future__ import annotations

from engine.demo.kommune import DemoResultat, lav_demo

__all__ = ["DemoResultat", "lav_demo"]
