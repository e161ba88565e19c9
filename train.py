"""Fine-tune from a clone: ``python train.py --config configs/compact.yaml training.epochs=2``.

The same as ``depeche train``; works without the package being installed.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

from depeche.cli import main

if __name__ == "__main__":
    sys.exit(main(["train", *sys.argv[1:]]))
