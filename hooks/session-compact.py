"""The session-compact hook: reads the event as JSON on stdin; see --help."""

import os
import sys

home = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.append(home if os.path.isdir(os.path.join(home, "ctxhooks")) else os.path.dirname(home))
from ctxhooks.entry import main

main("session-compact")
