"""Checks messages of a language server against the protocol's meta model.

Types, unions, enumerations, missing and unknown properties; answers by the method that was asked. Says nothing
about what messages mean.
"""
import json
from pathlib import Path

INTEGERS = {"integer": (-2**31, 2**31 - 1), "uinteger": (0, 2**31 - 1)}
PLAIN = {"string": str, "URI": str, "DocumentUri": str, "RegExp": str, "boolean": bool, "decimal": (int, float), "null": type(None)}


def messages(path):
    """The messages of a kept stream; what is no frame is an error."""
    data, out = Path(path).read_bytes(), []
    while data:
        head, separator, rest = data.partition(b"\r\n\r\n")
        assert separator, f"half a header: {head[:80]!r}"
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n"))
        length = int(fields[b"content-length"])
        assert len(rest) >= length, "half a message"
        out.append(json.loads(rest[:length]))
        data = rest[length:]
    return out


class MetaModel:
    def __init__(self, path):
        model = json.loads(Path(path).read_text())
        self.methods = {entry["method"]: entry for entry in model["requests"] + model["notifications"]}
        self.named = {entry["name"]: (group, entry) for group in ("structures", "enumerations", "typeAliases") for entry in model[group]}

    def session(self, sent, said):
        """Problems of all that a server said, given what it was sent."""
        asked = {message["id"]: message["method"] for message in sent if "method" in message and "id" in message}
        return [f"{message.get('method') or asked.get(message.get('id'))}: {problem}" for message in said for problem in self.message(message, asked)]

    def message(self, message, asked):
        if message.get("jsonrpc") != "2.0":
            yield "jsonrpc is not 2.0"
        if "method" in message:
            entry = self.methods.get(message["method"])
            if entry is None or entry["messageDirection"] == "clientToServer":
                yield "no method of a server"
            elif "params" in entry:
                yield from self.check(entry["params"], message.get("params"), "params")
                for one in message["params"].get("registrations", []) if message["method"] == "client/registerCapability" else []:
                    yield from self.registration(one)
        elif "error" in message:
            error = message["error"]
            if not (isinstance(error.get("code"), int) and isinstance(error.get("message"), str) and not error.keys() - {"code", "message", "data"}):
                yield f"no error: {error}"
        elif message.get("id") not in asked:
            yield f"an answer to no request: {message}"
        else:
            yield from self.check(self.methods[asked[message["id"]]]["result"], message["result"], "result") if "result" in message else ["no result"]

    def registration(self, one):
        for entry in self.methods.values():
            if one["method"] in (entry["method"], entry.get("registrationMethod")) and "registrationOptions" in entry:
                yield from self.check(entry["registrationOptions"], one.get("registerOptions"), one["method"])
                return

    def check(self, kind, value, at):
        """Problems of `value` as `kind`; of a union, those of the member with the fewest."""
        match kind["kind"]:
            case "base":
                return self.base(kind["name"], value, at)
            case "reference":
                return self.reference(kind["name"], value, at)
            case "or":
                return min((self.check(member, value, at) for member in kind["items"]), key=lambda found: (len(found), any(" is no " in one for one in found)))
            case "and":
                return self.structure([self.properties(member["name"]) for member in kind["items"]], value, at)
            case "literal":
                return self.structure([{one["name"]: one for one in kind["value"]["properties"]}], value, at)
            case "stringLiteral" | "integerLiteral" | "booleanLiteral":
                return [] if value == kind["value"] else [f"{at} {value!r} is no {kind['value']!r}"]
            case "array" if isinstance(value, list):
                return [problem for index, one in enumerate(value) for problem in self.check(kind["element"], one, f"{at}[{index}]")]
            case "tuple" if isinstance(value, list) and len(value) == len(kind["items"]):
                return [problem for one, member in zip(value, kind["items"]) for problem in self.check(member, one, at)]
            case "map" if isinstance(value, dict):
                pairs = ((kind["key"], kind["value"], key, one) for key, one in value.items())
                return [problem for a, b, key, one in pairs for problem in self.check(a, key, at) + self.check(b, one, f"{at}.{key}")]
        return [f"{at} {value!r} is no {kind['kind']}"]

    def base(self, name, value, at):
        if name in INTEGERS:
            low, high = INTEGERS[name]
            fits = type(value) is int and low <= value <= high
        else:
            fits = isinstance(value, PLAIN[name]) and (name != "decimal" or type(value) is not bool) and ("Uri" not in name and name != "URI" or ":" in value)
        return [] if fits else [f"{at} {value!r} is no {name}"]

    def reference(self, name, value, at):
        if name in ("LSPAny", "LSPObject", "LSPArray"):
            return []
        group, entry = self.named[name]
        if group == "typeAliases":
            return self.check(entry["type"], value, at)
        if group == "structures":
            return self.structure([self.properties(name)], value, at)
        known = entry.get("supportsCustomValues") or value in [one["value"] for one in entry["values"]]
        return self.check(entry["type"], value, at) or ([] if known else [f"{at} {value!r} is no {name}"])

    def properties(self, name):
        entry, out = self.named[name][1], {}
        for above in entry.get("extends", []) + entry.get("mixins", []):
            out |= self.properties(above["name"])
        return out | {one["name"]: one for one in entry["properties"]}

    def structure(self, parts, value, at):
        if not isinstance(value, dict):
            return [f"{at} {value!r} is no object"]
        known = {name: one for part in parts for name, one in part.items()}
        out = [f"{at} lacks {name}" for name, one in known.items() if name not in value and not one.get("optional")]
        out += [f"{at} has the unknown property {name}" for name in value if name not in known]
        return out + [problem for name in value if name in known for problem in self.check(known[name]["type"], value[name], f"{at}.{name}")]
