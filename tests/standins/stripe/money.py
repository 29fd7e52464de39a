"""Amounts as Stripe takes them: whole numbers of the smallest unit."""

from errors import Refused, missing
from form import integer

TWO = set("""usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd
bnd bob brl bsd bwp byn bzd cad cdf chf cny cop crc cve czk dkk dop dzd egp etb
eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl hrk htg huf idr ils inr isk jmd kes
kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur mvr mwk mxn myr
mzn nad ngn nio nok npr nzd pab pen pgk php pkr pln qar ron rsd rub sar sbd scr
sek sgd shp sle sos srd std szl thb tjs top try ttd twd tzs uah ugx uyu uzs wst xcd
yer zar zmw""".split())
ZERO = set("""bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof
xpf""".split())
THREE = set("bhd jod kwd omr tnd".split())
STEP = {**{c: 10 for c in THREE}, "isk": 100, "ugx": 100}   # only whole ones

LEAST = {"usd": 50, "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50,
         "chf": 50, "czk": 1500, "dkk": 250, "eur": 50, "gbp": 30, "hkd": 400,
         "huf": 17500, "inr": 50, "jpy": 50, "mxn": 1000, "myr": 200,
         "nok": 300, "nzd": 50, "pln": 200, "ron": 200, "sek": 300,
         "sgd": 50, "thb": 1000, "kwd": 160, "bhd": 190, "jod": 360,
         "omr": 200, "tnd": 1600, "krw": 100, "isk": 100, "ugx": 200000}


def currency(params, name="currency"):
    code = params.get(name)
    if not code:
        raise missing(name)
    code = code.lower()
    if code not in TWO and code not in ZERO and code not in THREE:
        raise Refused(400, f"Invalid currency: {code}. Stripe currently "
                      "supports these currencies: " + ", ".join(
                          sorted(TWO | ZERO | THREE)), param=name)
    return code


def positive(value, name="amount"):
    if value is None:
        raise missing(name)
    if value < 1:
        raise Refused(400, "Invalid positive integer", param=name,
                      code="parameter_invalid_integer")
    return value


def fits(value, code, name="amount"):
    """As many digits as Stripe takes; of some the last ones must be 0."""
    if value > (999999999999 if code == "idr" else 99999999):
        raise Refused(400, "Amount must be no more than "
                      + say(99999999, code), param=name,
                      code="amount_too_large")
    if value % STEP.get(code, 1):
        raise Refused(400, f"Invalid amount: amounts in {code} must be a "
                      f"multiple of {STEP[code]}.", param=name,
                      code="parameter_invalid_integer")
    return value


def charged(params, code, name="amount"):
    value = fits(positive(integer(params, name), name), code, name)
    least = LEAST.get(code, 500 if code in THREE else 50)
    if value < least:
        raise Refused(400, f"Amount must be at least {say(least, code)}",
                      param=name, code="amount_too_small")
    return value


def digits(code):
    return 0 if code in ZERO else 3 if code in THREE else 2


def say(value, code):
    """1234550, "usd" -> "12,345.50 USD"."""
    n = digits(code)
    whole, part = divmod(abs(value), 10 ** n)
    text = f"{whole:,}" + (f".{part:0{n}d}" if n else "")
    return ("-" if value < 0 else "") + text + " " + code.upper()
