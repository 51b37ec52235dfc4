#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Spillway authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""An outside party of the schema registry: Apache Avro's own Python library (python3-avro) and nothing of ours.

avroclient.py read URL   <line: record as hex>       prints the event as JSON, its schema fetched from the registry by the
                                                      id in the record
avroclient.py write URL SUBJECT SCHEMAFILE <line: event as JSON>
                                                      registers the schema, prints the record in wire format as hex
One line in, one line out, until the end of the input. Times are {"micros": n}.
"""
import datetime
import io
import json
import struct
import sys
import urllib.request

import avro.io
import avro.schema

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def ask(url, body=None):
    request = urllib.request.Request(url, data=None if body is None else json.dumps(body).encode(),
                                     headers={"Content-Type": "application/vnd.schemaregistry.v1+json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def plain(value):
    if isinstance(value, datetime.datetime):
        return {"micros": (value - EPOCH) // datetime.timedelta(microseconds=1)}
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def native(value):
    if isinstance(value, dict):
        if list(value) == ["micros"]:
            return EPOCH + datetime.timedelta(microseconds=value["micros"])
        return {name: native(item) for name, item in value.items()}
    if isinstance(value, list):
        return [native(item) for item in value]
    return value


class EventWriter(avro.io.DatumWriter):
    """Writes the record of the event's type; the library itself takes any branch that validates."""

    record = ""

    def write_union(self, writers_schema, datum, encoder):
        for index, branch in enumerate(writers_schema.schemas):
            if getattr(branch, "name", None) == self.record:
                encoder.write_long(index)
                self.write_data(branch, datum, encoder)
                return
        super().write_union(writers_schema, datum, encoder)


def read(url):
    for line in sys.stdin:
        record = bytes.fromhex(line)
        magic, schema_id = struct.unpack(">bI", record[:5])
        if magic != 0:
            sys.exit("no magic byte")
        schema = avro.schema.parse(ask(f"{url}/schemas/ids/{schema_id}")["schema"])
        decoder = avro.io.BinaryDecoder(io.BytesIO(record[5:]))
        event = avro.io.DatumReader(schema).read(decoder)
        if decoder.reader.read(1):
            sys.exit("bytes are left over")
        print(json.dumps(plain(event)), flush=True)


def write(url, subject, path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    schema_id = ask(f"{url}/subjects/{subject}/versions", {"schema": text})["id"]
    schema = avro.schema.parse(text)
    for line in sys.stdin:
        out = io.BytesIO()
        out.write(struct.pack(">bI", 0, schema_id))
        event = native(json.loads(line))
        writer = EventWriter(schema)
        writer.record = "".join(word.capitalize() for word in event["event_type"].split("_"))
        writer.write(event, avro.io.BinaryEncoder(out))
        print(out.getvalue().hex(), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["read"] and len(sys.argv) == 3:
        read(sys.argv[2])
    elif sys.argv[1:2] == ["write"] and len(sys.argv) == 5:
        write(*sys.argv[2:])
    else:
        sys.exit(__doc__)
