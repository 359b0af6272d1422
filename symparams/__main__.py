"""``python -m symparams``."""

from symparams.cli import main

main()
