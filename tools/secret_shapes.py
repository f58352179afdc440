"""The shapes of secrets that a scanner for files leaves out: known by what stands around them, in prose, commands, settings and code."""

import re
from typing import NamedTuple


class Rule(NamedTuple):
    id: str
    anchors: list[str]  # lower case; an empty one: looked for at every character
    regex: str
    entropy: float = 0
    group: int = 0
    back: int = 0
    doubt: int = 0  # 1: the value may be a reference or a type instead; 2: or code, for no quotes stand around it
    behind: str = ""  # what has to follow the anchor in lower case, cheaper to see than the regex is to compile


ASSIGNED = r"[\w\\\"'`\[\]-]{0,40}(?:[ \t](?:str|string))?[ \t]{0,20}[:=?+|.]"
TAGGED = r"[\w.-]{0,30}>"
BESIDE = r"[\w\\.-]{0,20}[\"']?[\s,/]{1,60}(?:<value>|[\"']?(?:value|default|pass)[\"' \t]{0,5}[:=])"
GIVEN = r"[\w.-]{0,20}[\\\"'`\]]{0,5}[ \t,(]{0,9}(?:default[ \t]?=[ \t]?)?@?[\\]{0,3}[\"'][^\"'\s]{6}"
TOLD_OF = r"[\w'\"` -]{0,60} (?:is|are|was|be|to)[: ]"

KEY_OF = (
    "api access auth private secret signing encryption encrypt master service account client admin app session shared storage"
    " subscription license deploy hmac jwt aes ssh ssl tls rsa tunnel host function instrumentation webhook consumer cookie activation product registration"
)
PASS = r"pass(?:word|wd|phrase|code)|passw(?:or)?t|(?<=[_-])pass|(?<=user)pass|(?<=db)pass|(?-i:(?<![A-Za-z])[Pp]wd|(?<=[_a-z;])(?:PWD|Pwd|pwd))"


def _ahead(words: list[str]) -> str:
    """Lookbehinds for words of each length, with a sign behind them or none."""
    same = [[word for word in words if len(word) == length] for length in sorted({len(word) for word in words})]
    return "|".join(f"(?<={'|'.join(group)})|(?<={'|'.join(f'{word}[_ -]' for word in group)})" for group in same)


KEYED = _ahead(KEY_OF.split())
NAMES = rf"{PASS}|secret(?!ar)|token(?!i[sz])|credentials?|creds(?![a-z])|(?<=[a-z0-9]_)auth(?![a-z])"
SECRET_NAME = rf"(?:{NAMES}|(?:{KEYED})key(?![a-z]))"
NAME = rf"(?:{NAMES}|key(?![a-z]))"  # where ASSIGNED_NAME has seen what stands ahead of `key`
ASSIGNED_NAME = rf"(?:(?!key|auth)|(?<=_)(?=auth(?![a-z]))|(?:{KEYED})){ASSIGNED}"
ENV_NAME = (
    r"(?:PASS(?:WORD|WD|PHRASE)|(?<=_)PASS|(?<=_)PWD|SECRET|TOKEN|CREDENTIALS?"
    r"|(?:(?<=API)|(?<=API_)|(?<=ACCESS_)|(?<=SECRET_)|(?<=PRIVATE_)|(?<=ENCRYPTION_)|(?<=ACCOUNT_))KEY)"
)
NAME_END = r"(?:[_-](?:base64|b64|data|hash|live|test|prod(?:uction)?|dev|staging|value|string)|(?-i:Hash|Value|String)|_?\d{1,3})?\\{0,3}[\"'`]?(?:\[?\])?"
IS = r"[ \t]{0,20}(?:=>|:{1,3}=|[?+.]=|\|\|=|\?\?=|=(?![=>~])|:(?![:=])\*{0,2})[ \t]{0,20}"
BARE = r"[^\s\"'`\\,;&|<>(){}\[\]]"
WHOLE_LINE = r"(?:=|:[ \t]{1,10}(?=\S{1,999}[ \t]*(?:$|[\r\n,;}#])))"
STRONG = r"(?=\S{0,99}\d)(?=\S{0,99}[A-Za-z])"
IN_PASS = ["pass", "pwd"]
IN_NAME = [*IN_PASS, "secret", "token", "credential", "creds", "key", "auth"]
# An option's value: quoted, or a word that no sentence would have there.
QUOTED = r"\\{0,3}\"((?:\\.|[^\"\\\r\n]){3,400})\\{0,3}\"|\\{0,3}'([^'\r\n]{3,400})'"
ENDS = r"(?=\\?[ \t]{0,9}(?:$|[\r\n\"'`;|&)<>]|-{1,2}[a-zA-Z]|https?:))"
NO_WORD = (
    r"(?!(?:flags?|options?|arguments?|args?|parameters?|values?|is|was|are|to|or|and|for|if|in|with|without|from|the|a|an|file|files|stdin"
    r"|prompt|support|set|not|when|as|auth|authentication|instead|here|env|only|users?|needed|required)(?![\w-]))"
)
WORD = rf"(?![-<$%{{\[(]){NO_WORD}((?=\S{{0,99}}(?-i:[^a-z\s\"'`.,:;)-]))[^\s\"'`\\;|<>()]{{3,400}}|[^\s\"'`\\;|&<>()]{{4,400}}{ENDS})"
VALUE = rf"(?:{QUOTED}|{WORD})"
ANY = rf"(?:{QUOTED}|(?![-<$%{{\[(]){NO_WORD}([^\s\"'`\\;|&<>()]{{3,400}}))"  # where an option is nothing else
PEM_NAME = r"[ A-Z0-9_-]{0,40}PRIVATE KEY(?: BLOCK)?-----"
PEM_GAP = r"(?:\\+[nr]|[\s\"'+>|,\d\u2192\\#*]|//){0,24}"
WRAPPED = r"[\"'\\ \t]{0,4}(?:\r?\n|\\n|[ \t]{0,4}\+[ \t]{0,4}\r?\n?)[\"' \t>|]{0,12}"  # a long line, broken in two


def command(name: str, anchors: list[str], options: str, value: str = VALUE) -> Rule:
    """An option of some programs after which a secret stands, on the same line."""
    return Rule("password", anchors, rf"(?i)(?<![\w-]){name}(?![\w])[^\r\n|]{{0,300}}?[ \t]{options}{value}", group=1, doubt=1)


BEGINS = r"(?:(?<![\w-])|(?<=\\[abfnrtv]))"  # where no word goes on; an escaped line end is none
# What a service puts ahead of its tokens tells them, whatever their length. Beside these the beginnings of the listed rules do.
PREFIXES = (
    "age-secret-key-1 aqvn atatt3x atbb atctt3x atta bbdc- cfpat- cosmo_ dp.audit. dp.ct. dp.scim. dp.st. dt0 e2b_ fm2_ fo1_ gr1348941 hcaik_ hcxik_"
    " hrku- jina_ mfa. nfp_ nraa- nrak- nrbr- nrii- nrjs- nrsp- ops_eyj pat-eu1- pat-na1- pha_ phr_ phs_ pmat- rzp_live_ rzp_test_ secret-live-"
    " secret-test- sha256~ sntrys_ sqa_ sqp_ squ_ tskey- tvly- xau_"
)
NO_PREFIX = r"-{1,2}|api-|v1\.0-|mosquitto_|.{0,2}[_-]|(?:pat|sat|ext|ion|prf|apk)[_.]"  # other words begin like this as well


def prefixed(listed: list[str]) -> Rule:
    """A token behind a service's own beginning, of which `listed` are those of the rules."""
    known = sorted({*PREFIXES.split(), *(start for start in listed if start[-1:] in ("_", "-", ".") and not re.fullmatch(NO_PREFIX, start))})
    starts = "|".join(re.escape(start) for start in known)
    drawn = r"(?=(?:[A-Za-z_.=-]{0,60}\d){2})(?=[\w.=-]{0,99}[A-Za-z0-9]{12})[\w=-]{16,400}(?:[.%][\w=-]{4,400}){0,8}"
    return Rule("token", known, rf"(?i){BEGINS}(?:{starts}){drawn}", 2.5, behind=r"[\w.=~-]{20}")


KEYS = [
    Rule(
        "private-key",
        ["-----begin"],
        rf"-----BEGIN{PEM_NAME}(?:(?:(?!-----)[\s\S]){{1,16000}}-----END{PEM_NAME}"
        rf"|(?:{PEM_GAP}(?:[A-Za-z-]{{2,20}}: [^\r\n\\]{{1,80}}|[A-Za-z0-9+/]{{16,}}={{0,2}}))+"
        rf"(?:{PEM_GAP}[A-Za-z0-9+/=]{{1,76}}(?=\s*\Z))?)",
    ),
    # Its beginning was cut off: lines of base64, read backwards from the end.
    Rule(
        "private-key",
        ["-----end "],
        r"(?:(?:\s|n\\|>|\|){0,8}={0,2}[A-Za-z0-9+/]{4,76}(?![^\s>|n])){2,}",
        back=-8000,
        behind=r"-----end [a-z0-9 ]{0,30}private key",
    ),
    Rule("private-key", ["ls0tls1crudjti"], r"LS0tLS1CRUdJTi(?!BDRVJU|BQVUJM|BUUlVTV|BORVcgQ)[A-Za-z0-9+/]{20,16000}={0,2}"),
    Rule("private-key", ["private-lines:"], r"(?i)private-lines: \d+\s+((?:[A-Za-z0-9+/=]{4,80}\s{0,4})+)", group=1),
    Rule("anthropic-key", ["sk-ant-"], r"sk-ant-[\w-]{20,}", 3),
    Rule("openai-key", ["sk-"], r"(?<![\w-])sk-(?:proj-|svcacct-|admin-|None-)?(?=[\w-]*\d)[\w-]{32,}", 3.5),
    Rule("stripe-webhook-secret", ["whsec_"], r"whsec_[A-Za-z0-9+/]{24,}=*", 3),
    Rule("telegram-bot-token", [":aa"], r"(?<=\d):(AA[\w-]{33})(?![\w-])", 3, 1),
    Rule("discord-webhook", ["discord"], r"(?i)discord(?:app)?\.com/api/webhooks/\d+/([\w-]{20,})", group=1),
    Rule("discord-bot-token", [""], r"[MNO](?<![\w-].)[DTjz][AEIMQUYcgk][w-z0-5][\w-]{15,24}\.[\w-]{6}\.[\w-]{27,45}(?![\w-])", 4),
    Rule("huggingface-token", ["hf_"], r"(?<![\w-])hf_[A-Za-z0-9]{30,}", 3),
    Rule("vault-token", ["hvs.", "hvb."], r"(?<![\w-])hv[sb]\.[\w-]{24,}", 3),
    Rule("google-oauth", ["ya29.", "gocspx-", "1//0"], r"(?<![\w-])(?:ya29\.[\w-]{20,}|GOCSPX-[\w-]{20,}|1//0[\w-]{30,})", 3),
    Rule(
        "jwt",
        ["eyj"],
        rf"(?<![\w-])eyJ[\w-]{{4,4000}}(?>(?:{WRAPPED}[\w-]{{5,4000}}){{0,20}})(?:{WRAPPED})?\.(?:{WRAPPED})?"
        rf"eyJ[\w-]{{4,4000}}(?>(?:{WRAPPED}[\w-]{{5,4000}}){{0,40}})(?:(?:{WRAPPED})?\.(?:{WRAPPED})?"
        rf"(?:[\w-]{{4,4000}}(?>(?:{WRAPPED}[\w-]{{30,4000}}){{0,20}}))?)?",
        3,
    ),
    Rule("encoded-token", ["eyj", "tlrmtvntuaa"], r"(?<![\w-])(?:eyJ|TlRMTVNTUAA)(?=[\w=/+.-]{0,99}\d)[\w=/+-]{30,4000}(?:\.[\w=-]{0,4000}){0,5}", 3.5),
    Rule("jwt", ["eyj"], r"(?<![\w-])eyJ[\w=-]{9,4000}\.[\w=.-]{12,4000}", 2.5),
    Rule("slack-token", [f"xox{kind}-" for kind in "abopqrs"], rf"(?i){BEGINS}xox[a-z]-(?=[\w-]{{0,60}}\d)[\w-]{{16,400}}", 2),
    Rule("slack-webhook-url", ["/t"], r"(?i)(?<![\w.])/T\w{7,16}/B\w{7,16}/[a-z0-9]{20,40}(?![\w/])", 3, behind=r"/t\w{7,16}/b\w{7,16}/[a-z0-9]{20}"),
    Rule("slack-webhook-url", ["hooks.slack.com/"], r"(?i)hooks\.slack\.com/(?:services|workflows|triggers)/([\w/-]{20,200})", group=1),
    Rule(
        "password-hash",
        ["$apr1$", "$2a$", "$2b$", "$2y$", "$5$", "$6$", "$y$", "$argon2"],
        r"(?i)\$(?:apr1|2[aby]|[56y]|argon2\w{1,2})\$[\w./$,=+*-]{20,400}",
    ),
    Rule("docker-swarm", ["swmtkn-", "swmkey-"], r"(?i)SWM(?:TKN|KEY)-1-[\w+/-]{30,120}", 3),
    Rule("secure-string", ["01000000d08c9ddf", "76492d1116743f04"], r"(?i)(?:01000000d08c9ddf|76492d1116743f04)[0-9a-z|=+/]{30,4000}"),
]

ADDRESSES = [
    Rule(
        "url-password",
        ["://"],
        r"://[^\s:/?#@\"'`<>\\]{0,200}:(?!\d{1,5}[/?#])([^\s/?\"'`<>\\]{1,400})@(?=[\w\[$])",
        group=1,
        doubt=1,
    ),
    Rule("url-password", ["://"], r"://((?=[\w-]*\d)[\w-]{20,200})@", 3, 1),
    Rule("signature", ["sig=", "signature="], r"(?i)(?<![a-z])(?:sig|signature)=([\w%+/=~.-]{20,999})", 3, 1, doubt=1),
    Rule(
        "url-secret",
        ["key=", "code=", "auth=", "access=", "hash="],
        rf"(?<=[?&;])\w{{3,9}}=({STRONG}[\w%.+~/-]{{12,999}}=*)",
        3,
        1,
        doubt=2,
    ),
    Rule("password", [":5432:", ":3306:"], r":(?:\d+|\*):[^:\s]{1,64}:[^:\s]{1,64}:([^\s:]{3,200})(?=\s|$)", group=1, doubt=1),
    Rule(
        "password",
        ["jdbc:oracle", "sqlplus"],
        r"(?i)(?:jdbc:oracle:\w{2,6}:|sqlplus(?: -\w+)*[ ])\w{1,60}/([^\s@/\"']{3,99})@",
        group=1,
        doubt=1,
    ),
]

HEADERS = [
    Rule(
        "authorization",
        ["authorization"],
        rf"(?i)authorization{NAME_END}[ \t]{{0,5}}[:=,(][ \t]{{0,5}}\\{{0,3}}[\"'`]?(?:(?:bearer|basic|token|bot|(?:api-?)?(?:key|token)|digest|sswsk?|geniekey)[ \t]{{1,5}}"
        rf"(?!auth|token|header|scheme|credential)({BARE}{{8,4000}})|((?=\S{{0,99}}\d){BARE}{{16,4000}})(?!\())",
        group=1,
        doubt=1,
    ),
    Rule("authorization", ["bearer"], r"(?i)(?<!\w)bearer\\?[\"']?[ \t]{1,5}\\?[\"']?((?=[\w.~+/-]*\d)[\w.~+/-]{16,4000}={0,2})", 3, 1),
    Rule(
        "authorization",
        ["basic ", "ntlm ", "negotiate "],
        r"(?i)(?<!\w)(?:basic|ntlm|negotiate)[ \t]{1,5}((?=[A-Za-z0-9+/]*(?-i:[A-Z0-9]))[A-Za-z0-9+/]{16,999}={0,2})(?![\w/-])",
        3.2,
        1,
    ),
    Rule(
        "cookie",
        ["cookie"],
        r"(?i)cookies?[\"'`]?[ \t]{0,5}(?:[:=(,]|[ \t])[ \t]{0,5}\\{0,3}[\"'`]?"
        r"((?:[\w.%$-]{1,80}=[^\s;\"'`\[\\]{0,60};[ \t]?){0,40}[\w.%$-]{1,80}=(?=[^\s;\"'`]{0,99}\d)[^\s;\"'`\\\[<{]{8,4000}"
        r"(?:;[ \t]?[\w.%$-]{1,80}=[^\s;\"'`\\\[]{0,4000}){0,60})",
        group=1,
        doubt=1,
    ),
    Rule(
        "cookie",
        ["phpsessid", "jsessionid", "sessionid", "connect.sid", "sessid", "wordpress_logged_in", "csrftoken"],
        r"(?i)(?:\w{0,4}sessid|j?sessionid|connect\.sid|wordpress_logged_in\w{0,40}|csrftoken)=(?![0-9a-f]{8}-[0-9a-f]{4}-)([\w%.:+/-]{16,999})",
        3,
        1,
        doubt=2,
    ),
    Rule(
        "docker-auth",
        ["auth", "_auth"],
        r"(?i)(?<![a-z])auth\\{0,3}[\"']?[ \t]{0,5}[:=][ \t]{0,5}\\{0,3}[\"']?([A-Za-z0-9+/]{12,4000}={0,2})(?![\w.(/-])",
        3.2,
        1,
        doubt=2,
        behind=ASSIGNED,
    ),
]

OPTIONS = (  # of PowerShell's commands and of Java's
    "pass storepass keypass token secret apikey accesskey accesstoken adminpass clientsecret accountkey accountpass storageaccountkey sastoken"
    " authtoken bearertoken privatekey pfxpass certificatepass credential pwd"
)
COMMANDS = [
    Rule(
        "password",
        ["curl", "wget", "http "],
        r"(?i)(?<!\w)(?:curl|wget|https?)(?![\w-])[^\r\n]{0,600}?[ \t](?:-u|-a|--(?:proxy-)?user)[ =]{0,9}[\"']?[^\s:\"'/<]{0,100}[\"']?:[\"']?([^\s\"']{3,400})",
        group=1,
        doubt=1,
    ),
    Rule(
        "secret",
        ["--"],
        rf"(?i)(?<![\w-])--(?=[a-z])[\w.-]{{0,30}}?(?:password|passwd|passphrase|secret(?:-?key)?|token|api-?key|oauth2-bearer|(?<=[-_])(?:pass|pwd|key-pass)|(?<=--)(?:pass|pwd|apikey))"
        rf"(?:=[ \t]?|[ \t]{{1,9}}|[\"'][ \t]?,[ \t]?)(?!id=|[-\d]+(?:\s|$))(?:{QUOTED}|(?<==)({BARE}{{3,999}})|{WORD})",
        group=1,
        doubt=2,
        behind=r"--[\w.-]{0,40}?(?:pass|pwd|secret|token|key|bearer)",
    ),
    Rule(
        "secret",
        [f" -{name}" for name in OPTIONS.split()],
        rf"(?i) -[a-z]{{4,24}}[ \t]{{1,9}}(?:pass:)?(?!file:|env:|fd:|stdin|\$|-|\(){VALUE}",
        group=1,
        doubt=2,
    ),
    Rule(
        "secret",
        ["curlopt_"],
        r"(?i)curlopt_(?:xoauth2_bearer|\w{0,12}userpwd|\w{0,12}password|keypasswd)[\"']?[ \t]{0,9}(?:,|=>?)[ \t]{0,9}[\"']([^\"'\r\n]{3,200})",
        group=1,
        doubt=1,
    ),
    Rule("secret", ["pass:"], r"(?i)(?<=[\s\"'=])pass:([^\s\"'`\\;|<>(){}$]{3,200})(?=\s|$|[\"'])", group=1, doubt=1),
    command(
        r"(?:mysql\w*|mariadb[\w-]*)",
        ["mysql", "mariadb"],
        "-p(?![-\\s])",
        r"(?:\"([^\"\r\n]{3,99})\"|'([^'\r\n]{3,99})'|([^\s\"'`;|&<>$]{3,99}))",
    ),
    command("sshpass", ["sshpass"], "-p[ ]?", ANY),
    command(
        r"(?:docker|podman|helm|nerdctl|buildah|az|oc|cf|registry|skopeo|ibmcloud|pachctl|argocd|vault|faas-cli)[ \w-]{0,40}login",
        [f"{name} login" for name in ("docker", "podman", "registry", "az", "oc", "cf", "skopeo", "argocd", "faas-cli", "nerdctl")],
        r"(?:-p|--password)[ =]{0,3}",
        ANY,
    ),
    command(r"(?:redis-cli|valkey-cli|keydb-cli)", ["redis-cli", "valkey-cli", "keydb-cli"], "-a[ ]{0,3}", ANY),
    Rule(
        "password",
        ["htpasswd"],
        rf"(?i)(?<![\w.-])htpasswd(?:[ \t]+-\w+)*?[ \t]+-\w{{0,5}}b\w{{0,5}}(?:[ \t]+-\w+(?:[ ]\d+)?)*(?:[ \t]+(?!-)\S{{1,200}}){{1,2}}?[ \t]+{VALUE}(?=\s|$|\\?[\"'`;|&)>])",
        group=1,
        doubt=1,
    ),
    command(
        r"(?:mongo\w*|sqlcmd|bcp|twine|unzip|zip|7z\w?|ldap\w+|mosquitto_\w+|ssh-keygen|psql|isql|lftp|smbclient|rabbitmqadmin|snmp\w+|expect|ipmitool|xfreerdp|wpa_cli|impacket\w*|crackmapexec|nxc|evil-winrm|net use|fly|svn|kinit|pg_dump\w*)",
        [
            "mongo",
            "sqlcmd",
            "bcp ",
            "twine",
            "unzip ",
            "zip ",
            "7z a",
            "7z x",
            "ldap",
            "mosquitto_",
            "ssh-keygen",
            "lftp",
            "smbclient",
            "ipmitool",
            "xfreerdp",
            "crackmapexec",
            "evil-winrm",
        ],
        r"(?:-[pPwaA]|-N|/p:|-u[ ]\S{1,60},|-U[ ]\S{1,60}%)[ ]{0,3}(?!\d{1,5}(?!\S)|[a-z/.]{0,99}[/.])",
    ),
    Rule(
        "password",
        ["echo ", "printf ", "<<< "],
        r"(?i)(?:echo|printf|<<<)[ ](?:-n[ ])?[\"']?(?:%s(?:\\n)?[\"']?[ ][\"']?)?(?:[\w.-]{1,40}:)?([^\s\"'|$:]{4,200})[\"']?[ ]{0,3}\|[ ]{0,3}(?:sudo[ ](?:-\w[ ])?(?:chpasswd|-S|\S+[ ]-S)|chpasswd|(?:docker|podman|helm)[^\r\n|]{0,200}--password-stdin|passwd[ ]--stdin|gh[ ]auth[ ]login)",
        group=1,
        doubt=1,
        behind=r"[^\r\n]{4,260}\|",
    ),
    Rule(
        "password",
        ["add_user", "change_password", "wpa_passphrase", "net user"],
        rf"(?i)(?<!\w)(?:rabbitmqctl[ ](?:add_user|change_password)|add_user|change_password|wpa_passphrase|net user)[ ]{{1,3}}[\w.@-]{{1,60}}[ ]{{1,3}}{VALUE}",
        group=1,
        doubt=2,
    ),
    Rule("password", ["securestring"], rf"(?i)securestring(?:[ ]+-(?:string|asplaintext|force))*[ ]+(?!-){VALUE}", group=1, doubt=1),
    Rule(
        "password",
        ["mc alias", "mc config"],
        r"(?i)mc (?:alias|config host) (?:set|add) [\w.-]{1,60} https?://\S{1,200} \S{3,200} (\S{4,200})",
        group=1,
        doubt=1,
    ),
]

SETTINGS = [
    Rule(
        "secret",
        IN_NAME,
        rf"(?i){NAME}{NAME_END}(?:[ \t]*:[ \t]*[\w.\[\]| ]{{1,40}}(?==)|[ \t]{{1,4}}(?:string|str)[ \t]{{0,4}}(?==))?{IS}[brufl@$]{{0,2}}"
        r"(\\{0,3}[\"'`])(?![\s,;:)>}\]/])((?:(?!\1)(?:\\.|[^\\\r\n])){3,4000})",
        group=2,
        doubt=1,
        behind=ASSIGNED_NAME,
    ),
    Rule(
        "secret",
        IN_NAME,
        rf"(?i){NAME}{NAME_END}{IS}[bruf]{{0,2}}(\"\"\"|''')((?:(?!\1)[\s\S]){{3,4000}})",
        group=2,
        doubt=1,
        behind=ASSIGNED_NAME,
    ),
    Rule(
        "secret",
        IN_NAME,
        rf"{ENV_NAME}{NAME_END}{WHOLE_LINE}((?!\d{{1,9}}(?!\S))[^\s\"'`\\]{{0,999}}[^\s\"'`\\,;.)\]}}>])",
        group=1,
        doubt=1,
        behind=ASSIGNED_NAME,
    ),
    Rule(
        "secret",
        IN_NAME,
        rf"(?i){NAME}{NAME_END}{IS}(?:[|>][+-]?[ \t]{{0,9}}\r?\n[ \t]{{1,40}})?((?=\S{{0,99}}\d)(?=\S{{0,99}}[a-z])(?>{BARE}{{6,999}}))(?![(\[])",
        group=1,
        doubt=2,
        behind=ASSIGNED_NAME,
    ),
    Rule(
        "password",
        IN_PASS,
        rf"(?i)(?:{PASS})\"?{WHOLE_LINE}((?>{BARE}{{4,999}}))(?![(\[])",
        group=1,
        doubt=2,
        behind=ASSIGNED_NAME,
    ),
    # <password>…</password>
    Rule(
        "secret",
        IN_NAME,
        rf"(?i){SECRET_NAME}[\w.-]{{0,30}}>\s{{0,40}}(?![\d,.]{{1,20}}\s{{0,9}}<)([^<>\s]{{3,4000}})\s{{0,40}}</",
        group=1,
        doubt=2,
        behind=TAGGED,
    ),
    # name="password" value="…"; "name": "PASSWORD", "value": "…"; - name: PASSWORD, value: …
    Rule(
        "secret",
        IN_NAME,
        rf"(?i){SECRET_NAME}{NAME_END}[\"']?[\s,/]{{1,60}}(?:<value>|[\"']?(?:value|default|pass)[\"']?[ \t]{{0,4}}[:=][ \t]{{0,4}})(?:\\{{0,3}}[\"']([^\"'\r\n]{{3,999}})[\"']|({BARE}{{4,999}})(?=\s|<|$))",
        group=1,
        doubt=1,
        behind=BESIDE,
    ),
    # getenv("API_TOKEN", "…"), define('DB_PASSWORD', '…'), setPassword("…"), CURLOPT_PASSWORD, "…"; apikey "…"
    Rule(
        "secret",
        IN_NAME,
        rf"(?i){SECRET_NAME}(?:{NAME_END}(?:[ \t]{{0,4}}[,(][ \t]{{0,4}}|[ \t]{{1,4}}))?(?:default[ \t]?=[ \t]?)?@?\\{{0,3}}([\"'])"
        r"((?=[^\"'\s]{0,99}\d)(?=[^\"'\s]{0,99}[a-zA-Z])[^\"'\s]{6,999}?)\\{0,3}\1",
        group=2,
        doubt=1,
        behind=GIVEN,
    ),
    # some_secret_of_a_name = …
    Rule(
        "secret",
        IN_NAME,
        rf"(?i){NAME}(?=[_-])(?!\w{{0,40}}(?:id|name|ur[il]|file|path|sha\d*|size|length|count|type|version|digest|fingerprint)s?\b)[\w-]{{2,40}}[\"']?{IS}"
        rf"[\"'`]?({STRONG}[\w+/=-]{{20,999}})(?![\w.(/\[-])",
        3.5,
        1,
        doubt=2,
        behind=ASSIGNED_NAME,
    ),
    # passwords: ["…"], or a list in YAML
    Rule(
        "secret",
        ["pass", "secret"],
        rf"(?i)(?:pass(?:word|wd)|secret)s[\"']?{IS}(?:\r?\n[ \t]{{0,20}}-[ \t]{{1,4}}|\[[ \t]{{0,4}})[\"']((?=[^\"'\s]{{0,99}}\d)[^\"'\s]{{6,99}})[\"']",
        group=1,
        doubt=1,
        behind=ASSIGNED_NAME,
    ),
    Rule(
        "secret",
        IN_NAME,
        rf"(?i){SECRET_NAME}{NAME_END},({STRONG}[\w+/=.-]{{16,999}})(?=[,\s]|$)",
        3,
        1,
        doubt=2,
        behind=r"[\w\"']{0,20},\w{8}",
    ),
    # IDENTIFIED BY '…', WITH PASSWORD '…', PASSWORD('…')
    Rule(
        "password",
        ["identified"],
        r"(?i)identified\s{1,9}(?:with\s{1,9}\S{1,60}\s{1,9})?(?:by|as)\s{1,9}(?:password\s{1,9})?(?:\\?[\"']([^\"'\r\n]{3,200})[\"']|((?=\S{0,99}\d)[^\s;\"'()\\`]{4,200}))",
        group=1,
        doubt=1,
    ),
    Rule(
        "password",
        ["password"],
        r"(?i)password[ \t]{0,4}(?:for[ ]\S{1,99}[ ])?(?:=[ \t]{0,4})?(?:password[ \t]{0,4})?\(?[ \t]{0,2}'((?=[^'\s]{0,99}(?-i:[^a-z]))[^'\s\[]{4,200})'",
        group=1,
        doubt=2,
    ),
    Rule(
        "password",
        ["create ", "alter "],
        r"(?i)(?:create|alter) (?:user|role|login) [^;\r\n]{1,120}? password (?!(?:policy|expire|null|reuse|require|history|lock|valid|is|and|for)\b)([^\s;'\"$\\]{4,200})",
        group=1,
        doubt=1,
        behind=r"(?:create|alter) (?:user|role|login) ",
    ),
    # machine HOST login USER password …
    Rule(
        "password",
        ["login", "user "],
        r"(?i)(?:login|user)\s{1,20}\S{1,100}\s{1,20}(?:account\s{1,20}\S{1,100}\s{1,20})?password\s{1,20}([^\s'\"$]\S{2,200})(?=\s|$)",
        group=1,
        doubt=2,
    ),
]

# Of a sentence: a value that is no word, or stands in quotes.
TOLD = r"(?:[\"'`*]{1,3}(?![\s\[])([^\s\"'`*\r\n]{4,200})[\"'`*]|(?![<$%{\[(])((?=[^\s]{0,99}(?:\d|(?-i:[a-z][A-Z])|[!@#$%^&+=~]))[^\s\"'`\\<>(){}\[\]]{4,200}[^\s\"'`\\<>(){}\[\].,;:!?]))"
WORDS = [
    Rule(
        "password",
        ["pass", "pwd", "pin ", "secret", "token", "key", "credential"],
        rf"(?i)(?:pass(?:word|phrase|code)|passwd|pwd|pin|secret|token|(?:(?<=api )|(?<=api)|(?<=api-)|(?<=access )|(?<=secret )|(?<=private )|(?<=license )|(?<=encryption ))key|credentials?)s?"
        rf"[\"'`]?(?: (?:for|of|to|on|at|in) [^\r\n.:]{{1,50}}?)? (?:is|are|was|be|to)(?: (?:now|set to|changed to|still|just|simply|called|the|following))?:?[ \t]{{1,3}}{TOLD}",
        group=1,
        doubt=2,
        behind=TOLD_OF,
    ),
    Rule(
        "password",
        ["парол", "токен", "секрет", "ключ"],
        rf"(?i)(?u:парол[ьяюем]{{1,2}}|токен\w{{0,2}}|секрет\w{{0,3}}|ключ\w{{0,2}})(?![а-яё])(?: (?:от|для|к|на|в|у) [^\r\n.:]{{1,50}}?)?(?:[ \t]{{0,3}}[:=—–-][ \t]{{0,3}}| (?:это|равен|теперь|такой:?|стал)? {{0,2}}){TOLD}",
        group=1,
        doubt=1,
    ),
    Rule(
        "password",
        ["비밀번호", "비번", "패스워드", "암호", "토큰", "비밀키", "시크릿", "키는", "키:"],
        rf"(?i)(?:비밀번호|비번|패스워드|암호|토큰|비밀키|시크릿|키)(?:은|는|이|가|를|을)?(?:[ \t]{{0,3}}[:=][ \t]{{0,3}}|[ \t]{{1,3}}(?:이제|지금|바로)?[ ]{{0,2}}){TOLD}",
        group=1,
        doubt=1,
    ),
    Rule(
        "password",
        ["пароль", "parol", "contraseña", "mot de passe", "passwort", "kennwort", "senha", "密码", "パスワード"],
        rf"(?i)(?u:пароль|parol|contraseña|mot de passe|passwort|kennwort|senha|密码|パスワード)[ \t]{{0,3}}(?:[:=是は]|ist|es|est)[ \t]{{0,3}}{TOLD}",
        group=1,
        doubt=1,
    ),
]

SHAPES = [*KEYS, *ADDRESSES, *HEADERS, *COMMANDS, *SETTINGS, *WORDS]
