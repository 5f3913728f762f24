"""A file has one idea, and a function does one thing: neither may grow beyond a look."""

import re

from house import ROOT, SOURCES, files

FILE_LIMIT = 300
FUNCTION_LIMIT = 50
FUNCTION = re.compile(r"^( *)(?:@\w+(?:\([^)]*\))? )*(?:package |private |fileprivate |static |mutating |consuming |borrowing |override |convenience )*(?:func |init[?(<]|deinit)")


def functions(path):
    """Each function of a file with the number of its lines, from its name to the brace in its column."""
    lines = path.read_text().splitlines()
    for number, line in enumerate(lines):
        match = FUNCTION.match(line)
        if match is None or line.endswith("}"):
            continue
        is_opened = False
        for length, text in enumerate(lines[number:], 1):
            is_opened = is_opened or text.endswith("{")
            if text == match[1] + "}":
                yield f"{path.relative_to(ROOT)}:{number + 1}", length
                break
            # A requirement of a protocol has no body.
            if not text.strip() and not is_opened:
                break


def test_no_file_is_long():
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in files(SOURCES)}
    assert {path: length for path, length in lengths.items() if length > FILE_LIMIT} == {}


def test_no_function_is_long():
    lengths = [(place, length) for path in files(SOURCES) for place, length in functions(path)]
    assert len(lengths) > 500
    assert [(place, length) for place, length in lengths if length > FUNCTION_LIMIT] == []
