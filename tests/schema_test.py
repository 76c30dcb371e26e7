#!/usr/bin/env python3
"""Compares the schema of scenario files with the loader: both must accept and refuse the same keys.

Usage: schema_test.py WEIR LOADER [--project PROJECT]. WEIR is the built command, whose schema is tested; LOADER is the test program
schema_loader. These rules are tested for all scenario files of the project (and of tests/schema, for keys that no other file has):

- What the loader accepts, the schema accepts.
- Each key of each map is left out, and misspelt: what the loader refuses for an unknown or a missing key, the schema refuses; what the
  loader accepts, the schema accepts. The same with other values in place of each.
- A default that the schema states may be written out without changing the scenario.
- Each kind of entry that the loader knows has a definition; some scenario uses each definition; each key has a description; each
  example is valid.

Of maps with the same definition and the same keys only one is tried, in the smaller files. Sources with values that are not used here are
not read (the data sets are hidden), so that the loader does not complain about them. Exit status 1 after a fault.
"""

import argparse
import copy
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import jsonschema
import yaml

# Values of other types and ranges, put in place of each value.
OTHER_VALUES = [0, -1, 99, 0.5, "word", [1, 1], {}]
MOST_BYTES = 4000  # files larger than this have no keys changed: they load slowly, and have hardly any maps of their own
UNKNOWN_OR_MISSING = re.compile(r"found (an unknown key|no such key|no source)")


class Loader:
    def __init__(self, program):
        # The data sets are hidden, so that nothing large is read: scenarios fall back to the files beside them.
        environment = os.environ | {"WEIR_DATA": "/nowhere"}
        self.program = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)

    def ask(self, file, data, other=None):
        """The loader's errors for the data as the contents of that file."""
        asked = {"file": str(file), "text": json.dumps(data)}
        if other is not None:
            asked["other"] = json.dumps(other)
        self.program.stdin.write(json.dumps(asked) + "\n")
        self.program.stdin.flush()
        answer = self.program.stdout.readline()
        if not answer:
            sys.exit(f"the loader broke on: {json.dumps(asked)}")
        return json.loads(answer)


class Schema:
    def __init__(self, text):
        self.json = json.loads(text)
        jsonschema.Draft7Validator.check_schema(self.json)
        self.definitions = self.json["definitions"]
        self.validator = jsonschema.Draft7Validator(self.json)

    def fault(self, data):
        """The schema's first error for the data; None if there is none."""
        error = next(self.validator.iter_errors(data), None)
        return error and f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"

    def resolve(self, node):
        """The node and all nodes that it refers to with $ref and allOf."""
        yield node
        if "$ref" in node:
            yield from self.resolve(self.definitions[node["$ref"].removeprefix("#/definitions/")])
        for part in node.get("allOf", []):
            yield from self.resolve(part)

    def is_map(self, name):
        return self.definitions[name].get("additionalProperties") is False

    def maps(self, node, value, path=()):
        """Yields (name of the definition, path) for each map in the value that the node describes."""
        if "$ref" in node:
            name = node["$ref"].removeprefix("#/definitions/")
            if not self.is_map(name):
                yield from self.maps(self.definitions[name], value, path)
            elif isinstance(value, dict):
                yield name, path
                for key, inner in value.items():
                    yield from self.maps(self.definitions[name]["properties"].get(key, {}), inner, (*path, key))
        for part in [*node.get("allOf", []), *node.get("anyOf", [])]:
            yield from self.maps(part, value, path)
        if "if" in node and isinstance(value, dict):
            holds = jsonschema.Draft7Validator(node["if"]).is_valid(value)
            yield from self.maps(node.get("then" if holds else "else", {}), value, path)
        if isinstance(value, list) and isinstance(node.get("items"), dict):
            for index, item in enumerate(value):
                yield from self.maps(node["items"], item, (*path, index))
        if isinstance(value, dict) and isinstance(node.get("additionalProperties"), dict):
            for key, inner in value.items():
                yield from self.maps(node["additionalProperties"], inner, (*path, key))


def at(data, path):
    for step in path:
        data = data[step]
    return data


def changed(data, path, change):
    """A copy of the data in which `change` was applied to the map at that path."""
    data = copy.deepcopy(data)
    change(at(data, path))
    return data


def renamed(mapping, key, name):
    items = [(name if each == key else each, value) for each, value in mapping.items()]
    mapping.clear()
    mapping.update(items)


class Numbers(yaml.CSafeLoader):
    """Reads numbers as YAML 1.2 does: 1e3 is a number."""


Numbers.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"^[-+]?(\d+(\.\d*)?|\.\d+)[eE][-+]?\d+$"), list("-+.0123456789"))


def scenario_files(project):
    for path in sorted(project.rglob("*.yaml"), key=lambda path: (path.stat().st_size, path)):
        if path.relative_to(project).parts[0] in {"build", ".git"} or "scenario:" not in path.read_text():
            continue
        data = yaml.load(path.read_text(), Loader=Numbers)
        if isinstance(data, dict) and "scenario" in data:
            yield path, data


class Test:
    def __init__(self, schema, loader):
        self.schema = schema
        self.loader = loader
        self.faults = []
        self.tried = {"accepted": 0, "left out": 0, "misspelt": 0, "other values": 0, "defaults": 0}
        self.seen = set()
        self.reached = set()
        self.of_default = {}  # (definition, key): whether it was tried

    def fault(self, text):
        self.faults.append(text)
        print(text)

    def mutants(self, data, name, path):
        """Yields (description, key, mutant) for the map at that path."""
        for key in at(data, path):
            yield "left out", key, changed(data, path, lambda mapping: mapping.pop(key))
            yield "misspelt", key, changed(data, path, lambda mapping: renamed(mapping, key, key + "q"))
            if (name, key) in self.seen:
                continue
            self.seen.add((name, key))
            unused = any(above in ("from", "thresholds") and isinstance(below, int) for above, below in zip(path, path[1:]))
            for value in [] if unused else OTHER_VALUES:
                yield "other values", key, changed(data, path, lambda mapping: mapping.update({key: value}))

    def scenario(self, file, data):
        mistakes = self.loader.ask(file, data)["mistakes"]
        fault = self.schema.fault(data)
        self.tried["accepted"] += not mistakes
        if mistakes:
            return mistakes
        if fault:
            self.fault(f"{file}: the loader accepts it, the schema refuses it: {fault}")
        for name, path in self.schema.maps(self.schema.json, data):
            self.reached.add(name)
            if file.stat().st_size > MOST_BYTES:
                continue
            mapping = at(data, path)
            self.defaults(file, data, name, path)
            shape = (name, frozenset(mapping), mapping.get("op"))
            if shape in self.seen:
                continue
            self.seen.add(shape)
            for what, key, mutant in self.mutants(data, name, path):
                self.mutant(file, what, name, path, key, mutant)
        return ""

    def fault_of_part(self, data, path):
        """The schema's error in the changed part: of valid layers only the one at that path is checked."""
        if path[:1] == ("layers",):
            data = data | {"layers": [data["layers"][path[1]]]} if len(path) > 1 else data
        return self.schema.fault(data)

    def mutant(self, file, what, name, path, key, mutant):
        self.tried[what] += 1
        mistakes = self.loader.ask(file, mutant)["mistakes"]
        fault = self.fault_of_part(mutant, path)
        where = f"{file}: {key} of {name} {what}"
        if not mistakes and fault:
            self.fault(f"{where}: the loader accepts it, the schema refuses it: {fault}")
        if UNKNOWN_OR_MISSING.search(mistakes) and not fault:
            self.fault(f"{where}: the loader refuses it, the schema accepts it: {mistakes}")
        if what == "misspelt" and key != "kind" and "an unknown key" not in mistakes:
            self.fault(f"{where}: found {mistakes or 'no mistake'}, wanted an unknown key")

    def defaults(self, file, data, name, path):
        for key, node in self.schema.definitions[name]["properties"].items():
            default = next((part["default"] for part in self.schema.resolve(node) if "default" in part), None)
            if default is None:
                continue
            mapping = at(data, path)
            shape = (name, key, frozenset(mapping))
            self.of_default.setdefault((name, key), False)
            if key in mapping or shape in self.seen:
                continue
            self.seen.add(shape)
            stated = changed(data, path, lambda mapping: mapping.update({key: default}))
            if self.fault_of_part(stated, path):  # a key that excludes the default
                continue
            answer = self.loader.ask(file, data, stated)
            self.tried["defaults"] += 1
            if answer["mistakes"]:
                continue
            self.of_default[name, key] = True
            if not answer["same"]:
                self.fault(f"{file}: {key} of {name}: stating its default, {default}, changes the scenario")

    def definitions(self):
        names = {name for name in self.schema.definitions if self.schema.is_map(name)}
        for name in sorted(names - self.reached):
            self.fault(f"definition {name}: found in no scenario that the loader accepts, wanted one in tests/schema")
        for name, key in sorted(pair for pair, tried in self.of_default.items() if not tried):
            self.fault(f"{key} of {name}: its default could be stated in no scenario, wanted one in tests/schema")
        kinds = {name for name in names if "const" in self.schema.definitions[name]["properties"].get("kind", {})}
        nonsense = {"scenario": "x", "intent": "x", "seed": 1, "engines": ["golden"], "input": {}, "layers": [{"kind": "nonsense"}]}
        known = re.search(r"wanted one of (.*?)(?: \(nearest|$)", self.loader.ask("x.yaml", nonsense)["mistakes"], re.M)[1].split(", ")
        if kinds != set(known) or set(self.schema.definitions["layer"]["properties"]["kind"]["enum"]) != kinds:
            self.fault(f"kinds: the schema has {sorted(kinds)}, the loader {sorted(known)}")
        for name in sorted(names):
            definition = self.schema.definitions[name]
            if not definition.get("examples"):
                self.fault(f"definition {name}: no example")
            here = {"$ref": f"#/definitions/{name}", "definitions": self.schema.definitions}
            for example in definition.get("examples", []):
                for error in jsonschema.Draft7Validator(here).iter_errors(example):
                    self.fault(f"definition {name}: example: {error.message}")
            for key, node in definition["properties"].items():
                if "const" not in node and not any("description" in part for part in self.schema.resolve(node)):
                    self.fault(f"{key} of {name}: no description")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weir")
    parser.add_argument("loader")
    parser.add_argument("--project", type=Path, default=Path(__file__).resolve().parent.parent)
    arguments = parser.parse_args()
    text = subprocess.run([arguments.weir, "help", "--json-schema"], check=True, capture_output=True, text=True).stdout
    test = Test(Schema(text), Loader(arguments.loader))
    for file, data in scenario_files(arguments.project):
        mistakes = test.scenario(file, data)
        if mistakes:
            test.fault(f"the loader refuses it: {mistakes}")
    test.definitions()
    print(", ".join(f"{count} {what}" for what, count in test.tried.items()))
    return 1 if test.faults else 0


if __name__ == "__main__":
    sys.exit(main())
