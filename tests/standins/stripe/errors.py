"""What Stripe says when it refuses, and what happens on purpose."""


class Refused(Exception):
    """An error object of Stripe's, with its HTTP status."""

    def __init__(self, status, message, type_="invalid_request_error", **more):
        super().__init__(message)
        self.status = status
        self.kept = type_ == "card_error"   # replayed under the same key
        self.error = {"message": message, "type": type_, **more}
        if "code" in more:
            self.error["doc_url"] = (
                "https://stripe.com/docs/error-codes/"
                + more["code"].replace("_", "-"))

    def body(self):
        return {"error": self.error}


def missing(param):
    return Refused(400, f"Missing required param: {param}.",
                   code="parameter_missing", param=param)


def unknown(param):
    return Refused(400, f"Received unknown parameter: {param}",
                   code="parameter_unknown", param=param)


def invalid(param, message, code=None):
    more = {"code": code} if code else {}
    return Refused(400, message, param=param, **more)


def no_such(kind, id_, param="id"):
    return Refused(404, f"No such {kind}: '{id_}'", code="resource_missing",
                   param=param)


class Cut(Exception):
    """The connection ends here, in the middle of what was being said."""

    def __init__(self, part=b""):
        super().__init__("cut")
        self.part = part
