# SPDX-License-Identifier: Apache-2.0
"""Holds real answers of the routes that read messages against api/openapi.yaml: the part of JSON Schema that it uses.

A field that the contract does not know is a mistake too, and so is a route of which no good answer was seen.
usage: contract_test.py TEST_PROGRAM OPENAPI_YAML
"""
import json
import os
import re
import subprocess
import sys
import tempfile

import yaml

DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
PREFIX = "/api/v1"
NUMBER_MOST = 2**53


def type_of(value):
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    return {float: "number", str: "string", list: "array", dict: "object"}[type(value)]


class Contract:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.document = yaml.safe_load(file)

    def resolve(self, schema):
        while "$ref" in schema:
            at = self.document
            for name in schema["$ref"].removeprefix("#/").split("/"):
                at = at[name]
            schema = at
        return schema

    def answer(self, path, method, status):
        responses = self.document["paths"][path][method]["responses"]
        response = self.resolve(responses.get(str(status), responses["default"]))
        return response["content"]["application/json"]["schema"]

    def mistakes(self, given, value, where="$"):
        schema = self.resolve(given)
        kind = type_of(value)
        wanted = schema.get("type", kind)
        wanted = wanted if isinstance(wanted, list) else [wanted]
        if kind not in wanted and not (kind == "integer" and "number" in wanted):
            yield f"{where} is {kind}, not {' or '.join(wanted)}"
            return
        if "enum" in schema and value not in schema["enum"]:
            yield f"{where} is {value!r}, not one of {schema['enum']}"
        if kind == "integer" and abs(value) > NUMBER_MOST:
            yield f"{where} is {value}: no browser reads it exactly"
        if kind == "string" and schema.get("format") == "date-time" and not DATE_TIME.fullmatch(value):
            yield f"{where} is no time: {value}"
        if kind == "array":
            if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
                yield f"{where} has {len(value)} items"
            for at, item in enumerate(value):
                yield from self.mistakes(schema.get("items", {}), item, f"{where}[{at}]")
        if kind == "object":
            properties = schema.get("properties", {})
            more = schema.get("additionalProperties")
            for name in schema.get("required", []):
                if name not in value:
                    yield f"{where}.{name} is missing"
            for name, inner in value.items():
                if name in properties or isinstance(more, dict):
                    yield from self.mistakes(properties.get(name, more), inner, f"{where}.{name}")
                elif properties:
                    yield f"{where}.{name} is not in the contract"


def answers_of(program):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "answers.jsonl")
        subprocess.run([program], env={**os.environ, "VERBATIM_ANSWERS": path}, check=True, stdout=subprocess.DEVNULL)
        with open(path, encoding="utf-8") as file:
            return [json.loads(line) for line in file]


def main():
    program, path = sys.argv[1:]
    contract = Contract(path)
    answers = answers_of(program)
    found = []
    good = set()
    for answer in answers:
        pattern = answer["pattern"].removeprefix(PREFIX)
        schema = contract.answer(pattern, "get", answer["status"])
        found += [f"{pattern} {answer['status']}: {one}" for one in contract.mistakes(schema, answer["body"])]
        if answer["status"] == 200:
            good.add(pattern)
    asked = {answer["pattern"].removeprefix(PREFIX) for answer in answers}
    files = {"/message/{seq}/bytes", "/message/{seq}/proof", "/findings/bytes"}
    found += [f"{pattern}: no good answer was seen" for pattern in sorted(asked - good - files)]
    # The contract's own routes of the kind, so that a forgotten one is found.
    reading = {"/search", "/count", "/histogram", "/facets", "/complete", "/conversations", "/conversation",
               "/message/{seq}", "/handle", "/network", "/case", "/sources", "/findings", "/gaps", "/audit"}
    found += [f"{pattern}: was never asked" for pattern in sorted(reading - asked)]
    for line in sorted(set(found))[:50]:
        print(line)
    print(f"{len(answers)} answers of {len(asked)} routes checked, {len(found)} mistakes")
    return 1 if found or len(answers) < 100 else 0


if __name__ == "__main__":
    sys.exit(main())
