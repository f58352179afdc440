"""Secrets that nobody has: put together here, so that none stands in a file."""

import random
import string

ALNUM = string.ascii_letters + string.digits
HEX = "0123456789abcdef"
UPPER = string.ascii_uppercase + string.digits
BASE32 = string.ascii_uppercase + "234567"


def tokens(seed: int = 7) -> dict[str, str]:
    """One of each format."""
    rng = random.Random(seed)

    def of(length: int, alphabet: str = ALNUM) -> str:
        return "".join(rng.choices(alphabet, k=length))

    def dashed(*lengths: int) -> str:
        return "-".join(of(length, "123456789") for length in lengths)

    return {
        "anthropic": "sk-" + "ant-api03-" + of(93) + "AA",
        "anthropic oauth": "sk-" + "ant-oat01-" + of(93) + "AA",
        "anthropic admin": "sk-" + "ant-admin01-" + of(93) + "AA",
        "openai old": "sk-" + of(20) + "T3Blbk" + "FJ" + of(20),
        "openai project": "sk-" + "proj-" + of(74) + "T3Blbk" + "FJ" + of(74),
        "openai service account": "sk-" + "svcacct-" + of(58) + "T3Blbk" + "FJ" + of(58),
        "openrouter": "sk-" + "or-v1-" + of(64, HEX),
        **{f"github {kind}": f"gh{kind}_" + of(36) for kind in "pousr"},
        "github fine-grained": "github" + "_pat_" + of(22) + "_" + of(59),
        "gitlab": "glp" + "at-" + of(20),
        "gitlab routable": "glp" + "at-" + of(27) + ".01." + of(9, string.ascii_lowercase + string.digits),
        "gitlab deploy": "gl" + "dt-" + of(20),
        "gitlab runner": "gl" + "rt-" + of(20),
        "gitlab trigger": "gl" + "ptt-" + of(40, HEX),
        "aws": "AK" + "IA" + of(16, BASE32),
        "aws temporary": "AS" + "IA" + of(16, BASE32),
        "google": "AI" + "za" + of(35),
        "google access": "ya" + "29." + of(90),
        "google client": "GOC" + "SPX-" + of(28),
        "google refresh": "1/" + "/0" + of(60),
        "slack bot": "xo" + "xb-" + dashed(12, 12) + "-" + of(24),
        "slack user": "xo" + "xp-" + dashed(12, 12, 12) + "-" + of(32, HEX),
        "slack app": "xa" + "pp-1-A" + of(10, UPPER) + "-" + dashed(13) + "-" + of(64, HEX),
        "slack cookie": "xo" + "xd-" + of(160),
        "slack webhook": "https://hooks." + "slack.com/services/T" + of(8, UPPER) + "/B" + of(10, UPPER) + "/" + of(24),
        "stripe": "sk" + "_live_" + of(24),
        "stripe restricted": "rk" + "_test_" + of(24),
        "stripe webhook": "wh" + "sec_" + of(32),
        "npm": "np" + "m_" + of(36),
        "pypi": "py" + "pi-AgEIcHlwaS5vcmc" + of(90),
        "jwt": "ey" + "J" + of(30) + ".ey" + "J" + of(60) + "." + of(43),
        "hugging face": "h" + "f_" + of(34, string.ascii_letters),
        "sendgrid": "S" + "G." + of(22) + "." + of(43),
        "twilio": "S" + "K" + of(32, HEX),
        "telegram": of(10, "123456789") + ":A" + "A" + of(33),
        "digitalocean": "do" + "p_v1_" + of(64, HEX),
        "shopify": "shp" + "at_" + of(32, HEX),
        "databricks": "da" + "pi" + of(32, HEX),
        "grafana": "gl" + "sa_" + of(32) + "_" + of(8, HEX),
        "groq": "gs" + "k_" + of(52),
        "vault": "hv" + "s." + of(96),
        "terraform": of(14, string.ascii_lowercase) + ".atlas" + "v1." + of(64),
        "azure": of(3) + "8Q" + "~" + of(34),
        "docker": "dckr" + "_pat_" + of(27),
        "linear": "lin" + "_api_" + of(40),
        "discord webhook": "discord" + ".com/api/webhooks/" + dashed(18) + "/" + of(68),
    }
