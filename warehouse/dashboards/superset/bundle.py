"""Writes the dashboard's files as the ZIP that Superset imports, with the warehouse's path in them.

python bundle.py WAREHOUSE ZIP
"""

import sys
from pathlib import Path
from urllib.parse import quote
from zipfile import ZipFile

ASSETS = Path(__file__).parent / "assets"


def bundle(warehouse: Path, target: Path) -> None:
    """The path is absolute in the ZIP; it stands in place of the word WAREHOUSE."""
    with ZipFile(target, "w") as file:
        for path in sorted(ASSETS.rglob("*.yaml")):
            text = path.read_text(encoding="utf-8").replace("WAREHOUSE", quote(str(warehouse.resolve())))
            file.writestr(f"broadsheet/{path.relative_to(ASSETS)}", text)


if __name__ == "__main__":
    bundle(Path(sys.argv[1]), Path(sys.argv[2]))
