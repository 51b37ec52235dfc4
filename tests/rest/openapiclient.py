#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Spillway authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""An outside client of the REST API that knows nothing but its OpenAPI document.

Asks for /openapi.json and makes requests from its schemas with Hypothesis: such as fit them, and such as do not. Holds
that every answer has a status the document names for that operation and a body as its schema says; that what fits is not
refused as malformed, and what does not fit is; that nothing but a documented 503 is the server's fault; and that the
connection is never dropped. The requests are the same in each run.

Of one thing the document can only speak in words: integers of event_data have 64 bits, while JSON Schema cannot tell
2^64 from 1.8446744073709552e19. No larger ones are made.

tests/rest/openapiclient.py http://127.0.0.1:8000 TOPIC_PREFIX [OPERATION…]
"""

import collections
import http.client
import json
import sys
import tempfile
import time
import urllib.parse
import zlib

import jsonschema
from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir

LONGEST_ANSWER = 12.0  # the server's deadline of 10 s and what sending takes
SLOW = {"listTopics", "describeTopic", "createTopic", "listGroups", "lag", "health"}  # ask the cluster
TEXT = st.text(st.characters(blacklist_categories=("Cs",)), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
# What the schema allows and a test cannot afford.
AFFORDED = {"num_partitions": st.integers(1, 3) | st.none()}


def translated(schema, document):
    """An OpenAPI 3.0 schema as JSON Schema: references filled in, nullable as a type, '$' as the end and nothing else."""
    if isinstance(schema, list):
        return [translated(one, document) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        at = document
        for name in schema["$ref"].removeprefix("#/").split("/"):
            at = at[name]
        return translated(at, document)
    result = {key: translated(value, document) for key, value in schema.items()}
    if isinstance(result.get("pattern"), str) and result["pattern"].endswith("$"):
        result["pattern"] = result["pattern"][:-1] + r"\Z"
    if result.pop("nullable", None) is True:
        return {"anyOf": [{"type": "null"}, result]}
    return result


def fits(schema, value):
    # draft 4, as OpenAPI 3.0: 1.0 is no integer
    return jsonschema.Draft4Validator(schema).is_valid(value)


def values_of(schema, name=""):
    """Values that fit a schema of the kinds the document has."""
    if name in AFFORDED:
        return AFFORDED[name]
    if "anyOf" in schema:
        return st.one_of([values_of(one, name) for one in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kind = schema["type"]
    if kind == "null":
        return st.none()
    if kind == "string":
        if "pattern" not in schema:
            return TEXT
        short = st.from_regex(schema["pattern"])
        most = schema.get("maxLength", 100)
        return st.one_of(short, short.map(lambda s: (s * most)[:most])).filter(lambda s: fits(schema, s))
    if kind == "integer":
        return st.integers(schema.get("minimum", -(2**31)), schema.get("maximum", 2**31 - 1))
    if kind == "object" and "properties" in schema:
        required = set(schema.get("required", []))
        made = {key: values_of(value, key) for key, value in schema["properties"].items()}
        return st.fixed_dictionaries(
            {key: value for key, value in made.items() if key in required},
            optional={key: value for key, value in made.items() if key not in required},
        )
    if kind == "object":
        return st.dictionaries(TEXT, VALUES, max_size=5)
    raise ValueError(f"no values of {schema}")


class Request:
    def __init__(self, method, target, headers=None, body=None, fitting=None):
        self.method, self.target, self.headers, self.body = method, target, headers or {}, body
        self.fitting = fitting  # whether the document allows it; None: not known

    def __repr__(self):
        return f"{self.method} {self.target} {self.headers} {self.body!r}"


class Operation:
    def __init__(self, path, method, described, document, topics):
        self.path, self.method, self.id = path, method.upper(), described["operationId"]
        self.responses = {
            int(status): translated(one, document).get("content", {}) for status, one in described["responses"].items()
        }
        self.parameters = [
            (p["name"], p["in"], translated(p["schema"], document)) for p in described.get("parameters", [])
        ]
        content = described.get("requestBody", {}).get("content", {})
        self.schema = translated(content["application/json"]["schema"], document) if content else None
        self.topics = topics

    def bodies(self):
        values = values_of(self.schema)
        if self.id == "publishEvent":  # most go to a topic that is there
            values = st.builds(lambda body, topic: {**body, "event_type": topic}, values, st.sampled_from(self.topics)) | values
        return values

    @st.composite
    def fitting(draw, self):
        path, query = self.path, []
        for name, place, schema in self.parameters:
            value = values_of(schema)
            if place == "path":
                value = st.sampled_from(self.topics) | value
                path = path.replace("{%s}" % name, urllib.parse.quote(draw(value), safe=""))
            elif draw(st.booleans()):
                query.append((name, draw(value)))
        target = path + ("?" + urllib.parse.urlencode(query) if query else "")
        if self.schema is None:
            return Request(self.method, target, fitting=True)
        body = draw(self.bodies())
        assert fits(self.schema, body), body
        text = json.dumps(body, ensure_ascii=draw(st.booleans()), allow_nan=False).encode()
        kind = draw(st.sampled_from(["application/json", "application/json; charset=utf-8", "Application/JSON"]))
        return Request(self.method, target, {"Content-Type": kind}, text, True)

    @st.composite
    def mutated(draw, self):
        request = draw(Operation.fitting(self))
        request.fitting = None
        token = st.text("abcdefghijklmnopqrstuvwxyzABC0123456789-", min_size=1, max_size=12)
        line = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=60)
        encoded = st.binary(max_size=8).map(lambda b: "".join("%%%02x" % one for one in b))
        extra = st.one_of(
            st.builds("{}={}".format, token, encoded), st.sampled_from(["%", "%zz=1", "=&=&", "&&", "a=%00", "group=%ff"])
        )
        ways = ["query", "header", "host", "origin", "large header", "body of no use", "method"]
        if self.schema is not None:
            ways += ["value", "value", "missing", "unknown", "other", "bytes", "cut", "twice", "type"]
        way = draw(st.sampled_from(ways))
        if way == "query":
            request.target += ("&" if "?" in request.target else "?") + draw(extra)
        elif way == "header":
            request.headers[draw(token.map(lambda t: "X-" + t))] = draw(line)
        elif way == "host":
            request.headers["Host"] = draw(line | st.sampled_from(["evil.example", "[::1", "localhost:99999999", "[::1]"]))
        elif way == "origin":
            request.headers["Origin"] = draw(line | st.sampled_from(["null", "https://evil.example"]))
        elif way == "large header":
            request.headers["X-Large"] = "x" * draw(st.integers(1, 30_000))
        elif way == "body of no use" and self.schema is None:
            request.body = draw(st.binary(max_size=200))
        elif way == "method":
            request.method = draw(st.sampled_from(["HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"]))
        elif self.schema is not None:
            self._mutate_body(draw, request, way)
        return request

    def _mutate_body(self, draw, request, way):
        body = json.loads(request.body)
        if way == "value":
            body[draw(st.sampled_from(sorted(self.schema["properties"])))] = draw(VALUES)
        elif way == "missing":
            body.pop(draw(st.sampled_from(sorted(self.schema["required"]))), None)
        elif way == "unknown":
            body[draw(TEXT)] = draw(VALUES)
        elif way == "other":
            body = draw(VALUES)
        elif way == "bytes":
            request.body = draw(st.binary(max_size=60))
            return
        elif way == "cut":
            request.body = request.body[: draw(st.integers(0, len(request.body) - 1))]
            request.fitting = False
            return
        elif way == "twice":
            request.body = request.body[:-1] + b',"event_type":"x"}'
            request.fitting = False
            return
        elif way == "type":
            request.headers["Content-Type"] = draw(
                st.sampled_from(["text/plain", "application/xml", "application/json; charset=latin1", "", "a/b/c"])
            )
            request.fitting = False
            return
        # a topic of so many partitions is not asked for
        if isinstance(body, dict) and isinstance(body.get("num_partitions"), int) and 3 < body["num_partitions"] <= 10_000:
            body["num_partitions"] = 1
        request.body = json.dumps(body, allow_nan=False).encode()
        request.fitting = fits(self.schema, body)


class Client:
    """One connection that is kept, and what was answered on it."""

    def __init__(self, address):
        self.connection = http.client.HTTPConnection(address, timeout=30)
        self.seen = collections.defaultdict(collections.Counter)

    def ask(self, request):
        began = time.monotonic()
        # an answer that does not come, or a connection that was closed without a word, is an exception here
        self.connection.request(request.method, request.target, request.body, request.headers)
        answer = self.connection.getresponse()
        content = answer.read()
        assert time.monotonic() - began < LONGEST_ANSWER, f"{request} took {time.monotonic() - began:.1f} s"
        return answer, content


def as_json(content):
    def refuse(word):
        raise ValueError(f"{word} is not JSON")

    return json.loads(content.decode("utf-8"), parse_constant=refuse)


def check(operation, request, answer, content):
    status, said = answer.status, f"{request}\nwas answered {answer.status}: {content[:500]!r}"
    if request.method not in (operation.method, "HEAD") or (request.method == "HEAD" and operation.method != "GET"):
        # not that operation: another one's, or none
        assert 400 <= status < 500, said
        if status == 405:
            assert operation.method in answer.headers.get("Allow", ""), said
        return
    assert status in operation.responses, f"{said}, which the document does not name"
    assert status < 500 or status == 503, said
    kind = answer.headers.get("Content-Type", "").split(";")[0]
    assert kind in operation.responses[status], f"{said} as {kind}, which the document does not name"
    if request.method == "HEAD":
        assert content == b"", said
    elif kind == "application/json":
        problem = next(
            jsonschema.Draft4Validator(operation.responses[status][kind]["schema"]).iter_errors(as_json(content)), None
        )
        assert problem is None, f"{said}\nwhich is not as its schema says: {problem.message}"
    if request.fitting is True:
        # of what fits the cluster may say that it has it, has it not, or will not have it
        cluster = {404, 409} | ({422} if operation.id == "createTopic" else set())
        assert status < 400 or status == 503 or status in cluster, f"{said}, though it is as the document says"
    elif request.fitting is False:
        assert status in (400, 415, 422), f"{said}, though it is not as the document says"


def run(operation, client):
    examples = 30 if operation.id in SLOW else 150
    how = settings(
        max_examples=examples,
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        print_blob=False,
        phases=[Phase.generate, Phase.shrink],
        verbosity=Verbosity.normal,
        suppress_health_check=list(HealthCheck),
    )

    def ask(request):
        answer, content = client.ask(request)
        client.seen[operation.id][answer.status] += 1
        check(operation, request, answer, content)

    for requests in (Operation.fitting(operation), Operation.mutated(operation)):
        seed(zlib.crc32(operation.id.encode()))(how(given(requests)(lambda request: ask(request))))()


def paths_nobody_described(document, client):
    segments = st.lists(st.sampled_from(["kafka", "topics", "events", "..", ".", "%2e", "%2f", "a", ""]), max_size=5)
    known = {tuple(path.split("/")) for path in document["paths"]}

    def ask(words, method):
        target = "/" + "/".join(words)
        if tuple(target.split("/")) in known or target.startswith("/kafka/topics/"):
            return
        answer, content = client.ask(Request(method, target))
        assert answer.status == 404, f"{method} {target} was answered {answer.status}"
        assert "detail" in as_json(content)

    how = settings(max_examples=100, deadline=None, database=None, print_blob=False, phases=[Phase.generate])
    seed(1)(how(given(segments, st.sampled_from(["GET", "POST", "PUT"]))(lambda words, method: ask(words, method))))()


def main():
    with tempfile.TemporaryDirectory() as home:  # Hypothesis keeps tables of characters
        set_hypothesis_home_dir(home)
        return check_all()


def check_all():
    address, prefix, only = sys.argv[1].removeprefix("http://"), sys.argv[2], set(sys.argv[3:])
    client = Client(address)
    document = as_json(client.ask(Request("GET", "/openapi.json"))[1])
    topics = [name.removeprefix(prefix + ".") for name in as_json(client.ask(Request("GET", "/kafka/topics"))[1])["topics"]
              if name.startswith(prefix + ".") and not name.endswith(".dead-letter")]
    assert topics, f"no topic begins with {prefix}."
    began = time.monotonic()
    failed = False
    for path, methods in sorted(document["paths"].items()):
        for method, described in methods.items():
            operation = Operation(path, method, described, document, sorted(topics))
            if only and operation.id not in only:
                continue
            try:
                run(operation, client)
                counts = client.seen[operation.id]
                # else nothing was tried
                assert any(status < 300 for status in counts), f"{operation.id} never succeeded: {counts}"
                assert any(status >= 400 for status in counts), f"{operation.id} never refused anything: {counts}"
            except Exception as error:  # pylint: disable=broad-except
                failed = True
                client.connection.close()
                print(f"{operation.method} {operation.path}: {type(error).__name__}: {error}")
            print(f"{operation.id}: {dict(sorted(client.seen[operation.id].items()))}")
    if not only:
        paths_nobody_described(document, client)
    total = sum(sum(counts.values()) for counts in client.seen.values())
    print(f"{total} requests in {time.monotonic() - began:.1f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
