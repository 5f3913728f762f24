"""The settings of config archives, against PyYAML's own reading of the same files."""

import io
import json
import random
import re
import zipfile

import pytest
import yaml

from Support.archives import archive
from Support.daemon import benchd
from Support.paths import FIXTURE_NAMES, FIXTURES

RUNS = FIXTURE_NAMES
PATH_KEY = re.compile(r"(^|_)(path|paths|file|files|filename|dir|directory|folder)$")


class Texts(yaml.SafeLoader):
    """Scalars stay texts; aliases are not followed."""

    def compose_node(self, parent, index):
        if self.check_event(yaml.AliasEvent):
            return yaml.ScalarNode("tag:yaml.org,2002:str", "*" + self.get_event().anchor)
        return super().compose_node(parent, index)


def value(node):
    if isinstance(node, yaml.ScalarNode):
        return ("secret", "") if node.tag in ("!vault", "!vault-encrypted") else node.value
    if isinstance(node, yaml.SequenceNode):
        return [value(item) for item in node.value]
    return {key.value: value(item) for key, item in node.value}


def is_name(text, key):
    return isinstance(text, str) and 0 < len(text.encode()) <= 256 and not is_path(text, key)


def address(item, place):
    def first(*keys):
        return next((item[key] for key in keys if is_name(item.get(key), key)), None)

    if not isinstance(item, dict):
        return f"[{place}]"
    filesystem, driver = first("filesystem", "name"), first("driver", "docker_driver", "storage_driver")
    return first("result_dir") or (f"{filesystem}_{driver}" if filesystem and driver else first("name")) or f"[{place}]"


def flat(item, names=(), key=None):
    if isinstance(item, dict) and item:
        for name, inner in item.items():
            yield from flat(inner, (*names, name), name)
    elif isinstance(item, list) and item:
        used = set()
        for place, inner in enumerate(item):
            name = address(inner, place)
            while name in used:
                name += f" [{place}]"
            used.add(name)
            yield from flat(inner, (*names, name), key)
    else:
        yield names, key, {(): "{}"}.get(item, item) if not isinstance(item, (dict, list)) else ("{}" if isinstance(item, dict) else "[]")


def is_path(text, key):
    rest = re.sub(r"^\{\{.*?\}\}", "", text)
    if key == "result_dir" or not re.fullmatch(r"[\w/.~@+:-]+", rest):
        return False
    return rest.startswith("/") if rest != text else text.startswith(("/", "./", "../", "~/")) or bool(key and PATH_KEY.search(key))


def expected(files):
    found = []
    for file, content in files.items():
        for place, node in enumerate(yaml.compose_all(content, Loader=Texts)):
            for names, key, text in flat(value(node), () if place == 0 else (f"document {place + 1}",)):
                entry = {"file": file, "names": list(names)}
                if isinstance(text, tuple):
                    found.append({**entry, "withheld": "secret"})
                elif len(text.encode()) > 1024:
                    found.append({**entry, "withheld": "length"})
                else:
                    found.append({**entry, "withheld": "path"} if is_path(text, key) else {**entry, "value": text})
    return found


def read(path):
    result = benchd("check", "--vars", path)
    assert result.returncode == 0, result
    return json.loads(result.stdout.splitlines()[-1])


@pytest.mark.parametrize("run", RUNS)
def test_the_settings_of_real_archives_are_what_pyyaml_reads(run):
    path = FIXTURES / run / "config.zip"
    with zipfile.ZipFile(path) as zip_file:
        files = {info.filename: zip_file.read(info) for info in zip_file.infolist() if info.filename.endswith(".yaml")}

    assert read(path) == {"vars": expected(files), "notes": []}


WORDS = ["noatime", "4k", "data=journal", "a b", "x: y", "# no", "'q'", "{{ m }}", "{{ m }}/x", "/dev/vdb", "10", "1.50", "yes", "~", "", "ü é", "a\nb\n", "- l", "*a", "&b", "!t", "%d", "x" * 1100]
KEYS = ["name", "driver", "docker_driver", "result_dir", "filesystem", "opts", "log_dir", "size", "list", "Über", "a b", "0"]


def generated(random_source, depth):
    kind = random_source.random()
    if depth == 0 or kind < 0.4:
        return random_source.choice(WORDS)
    if kind < 0.65:
        return [generated(random_source, depth - 1) for _ in range(random_source.randrange(4))]
    return {key: generated(random_source, depth - 1) for key in random_source.sample(KEYS, random_source.randrange(6))}


def written(random_source, item):
    return yaml.safe_dump(
        item, default_flow_style=random_source.choice([True, False, None]), allow_unicode=random_source.random() < 0.5,
        width=random_source.choice([20, 80, 1000]), indent=random_source.choice([2, 4]), sort_keys=False,
        default_style=random_source.choice([None, None, '"', "'"]), explicit_start=True)


HAND_MADE = """\
base: &base {a: 1, b: [x, y]}
derived:
  <<: *base
  c: *base
vaulted: !vault |
  $ANSIBLE_VAULT;1.1;AES256
  6162
tagged: !unsafe '{{ x }}'
folded: >-
  one
  two

  three
kept: |+
  one

---
second: 2
...
---
- third
"""


def test_generated_and_odd_settings_are_what_pyyaml_reads(tmp_path):
    random_source = random.Random(7)
    files = {f"vars/{place}.yaml": "".join(written(random_source, generated(random_source, 4)) for _ in range(random_source.randrange(1, 4))).encode() for place in range(120)}
    files["odd.yml"] = HAND_MADE.encode()
    files["windows.yml"] = HAND_MADE.replace("\n", "\r\n").encode()
    compared = 0
    for group in range(0, len(files), 10):
        part = dict(list(files.items())[group:group + 10])
        path = tmp_path / "a.zip"
        path.write_bytes(archive(part))
        found = read(path)
        assert found["vars"] == expected(part)
        compared += len(found["vars"])
    assert compared > 1000


def test_json_settings_are_what_python_reads(tmp_path):
    random_source = random.Random(8)
    for _ in range(20):
        item = generated(random_source, 5)
        path = tmp_path / "a.zip"
        path.write_bytes(archive({"a.json": json.dumps(item, indent=random_source.choice([None, 2]), ensure_ascii=random_source.random() < 0.5).encode()}))
        assert [var["names"] for var in read(path)["vars"]] == [list(names) for names, _, _ in flat(item)]


def test_hostile_settings_cost_little(tmp_path):
    nine = "".join(f"a{n}: &a{n} [{', '.join(['x' if n == 0 else f'*a{n - 1}'] * 9)}]\n" for n in range(60))
    files = {"aliases.yaml": nine, "deep.yaml": "[" * 100_000, "scalar.yaml": "a: " + "x" * 1_000_000, "anchors.yaml": "- &a x\n" * 140_000,
             "documents.yaml": "--- x\n" * 170_000, "huge.yaml": "- &a x\n" * 1_500_000}
    path = tmp_path / "a.zip"
    path.write_bytes(archive({name: text.encode() for name, text in files.items()}))
    result = benchd("check", "--vars", path)

    assert result.returncode == 0
    found = json.loads(result.stdout.splitlines()[-1])
    assert len(found["vars"]) <= 2000
    assert {note["file"] for note in found["notes"]} == {"deep.yaml", "documents.yaml", "huge.yaml", "anchors.yaml"}
