"""Stripe's forms: a[b]=1, a[][b]=1, a[0]=1 become objects and lists."""

import re
from urllib.parse import unquote_plus

from errors import Refused

KEY = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])*)$")
PART = re.compile(r"\[([^\[\]]*)\]")


def pairs(text):
    for piece in text.split("&"):
        if piece:
            name, _, value = piece.partition("=")
            yield unquote_plus(name, errors="strict"), unquote_plus(
                value, errors="strict")


def decode(text):
    """The whole form as one object; its leaves are text."""
    out = {}
    try:
        for name, value in pairs(text):
            match = KEY.match(name)
            if not match:
                raise Refused(400, f"Invalid parameter name: {name}")
            put(out, [match[1], *PART.findall(match[2])], value)
    except (UnicodeDecodeError, TypeError, AttributeError) as why:
        raise Refused(400, "Invalid form body.") from why
    return settle(out)


def put(out, path, value):
    for key, after in zip(path, path[1:]):
        if key == "":
            key = next_place(out, after)
        out = out.setdefault(key, {})
    last = path[-1]
    out[str(len(out)) if last == "" else last] = value


def next_place(out, after):
    """items[][price]=a&items[][quantity]=2: the same item until one repeats."""
    last = str(len(out) - 1)
    if out and after and after not in out[last]:
        return last
    return str(len(out))


def settle(value):
    """Objects whose keys are 0, 1, 2 ... are lists."""
    if not isinstance(value, dict):
        return value
    value = {k: settle(v) for k, v in value.items()}
    if value and all(k == str(i) for i, k in enumerate(value)):
        return list(value.values())
    return value


def integer(params, name, default=None):
    raw = params.get(name)
    if raw is None or raw == "":
        return default
    if not isinstance(raw, str) or not re.fullmatch(r"-?\d{1,15}", raw):
        raise Refused(400, f"Invalid integer: {raw}", param=name,
                      code="parameter_invalid_integer")
    return int(raw)


def boolean(params, name, default=False):
    raw = params.get(name)
    if raw is None or raw == "":
        return default
    if raw not in ("true", "false"):
        raise Refused(400, f"Invalid boolean: {raw}", param=name)
    return raw == "true"


def metadata(params, before=None):
    """metadata[k]=v sets, an empty value unsets, metadata= unsets all."""
    given = params.get("metadata")
    kept = dict(before or {})
    if given is None:
        return kept
    if given == "":
        return {}
    if isinstance(given, list):
        given = {str(i): v for i, v in enumerate(given)}
    if not isinstance(given, dict) or not all(
            isinstance(v, str) for v in given.values()):
        raise Refused(400, "Invalid hash", param="metadata")
    for key, value in given.items():
        if len(key) > 40:
            raise Refused(400, "Metadata keys may be up to 40 characters.",
                          param="metadata")
        if len(value) > 500:
            raise Refused(400, "Metadata values may be up to 500 characters.",
                          param="metadata")
        if value == "":
            kept.pop(key, None)
        else:
            kept[key] = value
    if len(kept) > 50:
        raise Refused(400, "You can set up to 50 metadata keys.",
                      param="metadata")
    return kept
