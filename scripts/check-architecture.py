#!/usr/bin/env python3
"""Checks that the picture in docs/architecture.md shows the floors of src/LAYERS, in their order, and no others; that the
folders of src/ are those; and that files the page names are there. Usage: check-architecture.py [SOURCE_DIR]"""
import pathlib
import re
import sys


def floors_of_layers(root):
    lines = (root / "src/LAYERS").read_text(encoding="utf-8").splitlines()
    return [set(line.split()[1:]) for line in lines if line.startswith("tier ")]


def floors_of_picture(page):
    picture = re.search(r"```layers\n(.*?)```", page, re.S).group(1).splitlines()
    between = [n for n, line in enumerate(picture) if "====" in line]
    floors = []
    for line in picture[between[0] + 1:between[1]]:
        names = re.match(r" ([a-z0-9 |]*?)  ", line).group(1)
        floors.append(set(names.split(" | ")))
    return floors[::-1]


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    page = (root / "docs/architecture.md").read_text(encoding="utf-8")
    layers, picture = floors_of_layers(root), floors_of_picture(page)
    wrong = []
    if layers != picture:
        wrong.append(f"the picture shows {picture}, src/LAYERS has {layers}")
    folders = {p.name for p in (root / "src").iterdir() if p.is_dir()}
    if folders != set().union(*layers):
        wrong.append(f"src/ has the folders {sorted(folders)}, src/LAYERS names {sorted(set().union(*layers))}")
    for path in re.findall(r"`((?:src|include|tools|scripts)/[A-Za-z0-9_./-]*)`", page):
        if not (root / path).exists():
            wrong.append(f"the page names {path}, which is not there")
    print("\n".join(wrong) if wrong else "architecture: the picture is true")
    return 1 if wrong else 0


sys.exit(main())
