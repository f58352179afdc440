"""The status line: reads the client's JSON on stdin, prints one line."""

import os
import sys

home = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.append(home if os.path.isdir(os.path.join(home, "ctxhooks")) else os.path.dirname(home))
from ctxhooks.statusline import main

main()
