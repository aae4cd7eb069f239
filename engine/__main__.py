"""`python -m engine` is the same as the command `hjemtag`."""

import sys

from engine.kommando import main

sys.exit(main())
