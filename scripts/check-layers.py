#!/usr/bin/env python3
"""Checks that every #include points the way src/LAYERS allows. Usage: check-layers.py [SOURCE_DIR]; exit 1 and one
line for each wrong include. `check-layers.py --self-test` proves on made-up trees that wrong ones are found."""
import pathlib
import re
import sys
import tempfile

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]')


class Layers:
    def __init__(self, text):
        self.tier_of = {}
        self.only = []
        self.public = []
        self.allowed_to = {}
        tier = 0
        for line in text.splitlines():
            words = line.split("#", 1)[0].split()
            if not words:
                continue
            kind, names = words[0], words[1:]
            if kind == "tier":
                for name in names:
                    self.tier_of[name] = tier
                tier += 1
            elif kind == "only":
                self.only.append((names[0], names[1]))
            elif kind == "public":
                self.public.append(names[0])
                self.allowed_to[names[0]] = names[1:]
            else:
                raise SystemExit(f"src/LAYERS: unknown line: {line}")


def includes_of(path):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = INCLUDE.match(line)
        if match:
            yield number, match.group(1), match.group(2)


def is_public(header):
    return header == "tlslite.h" or header.startswith("tlslite/")


def check_public_user(path, own, quote, header, allowed):
    """What is wrong with an include in a folder that has to live on public headers, or None."""
    if quote == "<" or is_public(header) or header.split("/", 1)[0] in allowed:
        return None
    candidates = [folder / header for folder in (path.parent, own, own.parent)]
    if any(c.is_file() and own in c.resolve().parents for c in candidates):
        return None
    return "is not a public header, and this folder lives on public headers alone"


def check_library_file(layers, root, path, quote, header):
    """What is wrong with an include in src/, or None."""
    folder = path.relative_to(root / "src").parts[0]
    if folder not in layers.tier_of:
        return f"is in src/{folder}, which has no tier in src/LAYERS"
    if quote == "<" or is_public(header):
        return None
    target = header.split("/", 1)[0]
    if "/" not in header:
        return "does not name its folder"
    if target not in layers.tier_of:
        return f"is of {target}, which has no tier in src/LAYERS"
    if target != folder and layers.tier_of[target] >= layers.tier_of[folder]:
        return f"points up or sideways: {target} is not below {folder}"
    return None


def check_only(layers, root, path, header):
    for folder, prefix in layers.only:
        if header.startswith(prefix) and (root / "src" / folder) not in path.parents:
            return f"belongs to src/{folder} alone"
    return None


def check(root):
    layers = Layers((root / "src/LAYERS").read_text(encoding="utf-8"))
    wrong = []
    folders = [root / "src", root / "include", *(root / p for p in layers.public)]
    for path in sorted({p for f in folders for p in [*f.rglob("*.c"), *f.rglob("*.h")]}):
        public = next((p for p in layers.public if (root / p) in path.parents), None)
        for number, quote, header in includes_of(path):
            problem = check_only(layers, root, path, header)
            if not problem and public:
                problem = check_public_user(path, root / public, quote, header, layers.allowed_to[public])
            elif not problem and (root / "src") in path.parents:
                problem = check_library_file(layers, root, path, quote, header)
            elif not problem and quote == '"':
                problem = "is in a public header, which includes with <>"
            if problem:
                wrong.append(f"{path.relative_to(root)}:{number}: {header} {problem}")
    return wrong


SELF_TEST_LAYERS = """tier base
tier crypto wire
tier socket
only crypto/libcrypto openssl/
public src/socket base
public tools
"""
# file, its include, whether it is allowed
SELF_TEST = [
    ("src/wire/a.c", '#include "base/x.h"', True),
    ("src/wire/a.c", '#include "wire/x.h"', True),
    ("src/wire/a.c", '#include <tlslite.h>', True),
    ("src/base/a.c", '#include "wire/x.h"', False),
    ("src/wire/a.c", '#include "crypto/x.h"', False),
    ("src/wire/a.c", '#include "x.h"', False),
    ("src/wire/a.c", '#include "nowhere/x.h"', False),
    ("src/nowhere/a.c", '#include "base/x.h"', False),
    ("src/crypto/libcrypto/a.c", "#include <openssl/evp.h>", True),
    ("src/crypto/a.c", "#include <openssl/evp.h>", False),
    ("tools/tls/a.c", "#  include <openssl/evp.h>", False),
    ("tools/tls/a.c", "#include <tlslite/x509.h>", True),
    ("tools/tls/a.c", '#include "tls/own.h"', True),
    ("tools/tls/a.c", '#include "base/x.h"', False),
    ("src/socket/a.c", '#include "base/x.h"', True),
    ("src/socket/a.c", '#include "wire/x.h"', False),
    ("src/socket/a.c", '#include "socket/own.h"', True),
    ("include/tlslite/a.h", '#include "base/x.h"', False),
]


def self_test():
    failed = 0
    for name, line, allowed in SELF_TEST:
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder).resolve()
            for path, text in [("src/LAYERS", SELF_TEST_LAYERS), ("src/base/x.h", ""), ("src/socket/own.h", ""),
                               ("tools/tls/own.h", ""), (name, line + "\n")]:
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text, encoding="utf-8")
            found = check(root)
        if bool(found) == allowed:
            failed += 1
            print(f"self-test: {line} in {name} should be {'allowed' if allowed else 'refused'}: {found}")
    print(f"self-test: {len(SELF_TEST) - failed} of {len(SELF_TEST)} includes judged right")
    return 1 if failed else 0


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    wrong = check(root)
    for line in wrong:
        print(line)
    print("layers: every include points down" if not wrong else f"layers: {len(wrong)} wrong includes")
    return 1 if wrong else 0


sys.exit(main())
