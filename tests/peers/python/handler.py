"""`POST /referrals` in Python: the yardstick that `tests/bench` measures `referral-intake` beside.

It does what our handler does, as a team that writes Lambda functions in Python would: Powertools for
routes, logging and validation, boto3 for the table. A token is verified, the person read, the
referral judged field by field, and one transaction writes the first journal entry and the record,
under an id that follows from the idempotency key. What it writes, our functions read.

Left out, and so in its favour: forms, pages and every other route.
"""

import hashlib
import json
import os
import re
import secrets
import time
import urllib.request
import uuid
from datetime import date, datetime, timedelta, timezone
from enum import Enum
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import boto3
import jwt
from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config
from botocore.exceptions import ClientError
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

TABLE = os.environ["TABLE"]
ISSUER = os.environ["ISSUER"]
AUDIENCE = os.environ["AUDIENCE"]
LONDON = ZoneInfo("Europe/London")
HOLIDAYS = {
    date.fromisoformat(holiday["date"])
    for holiday in json.loads(
        (Path(__file__).parents[3] / "shared/domain/src/data/bank-holidays.json").read_text()
    )
}
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# How long areas and sign-in names are known without asking again, in seconds.
LATELY = 60

logger = Logger(service="referral-intake")
app = APIGatewayHttpResolver()
table = boto3.client(
    "dynamodb",
    region_name=os.environ["AWS_REGION"],
    config=Config(retries={"mode": "standard", "max_attempts": 3}),
)


# What is sent.

OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
CONTROL_BUT_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?)([0-9][A-Z]{2})")


def clean(text: str, longest: int, refused: re.Pattern) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise ValueError("is empty")
    if len(text) > longest:
        raise ValueError(f"is longer than {longest} characters")
    if OVERRIDES.search(text) or refused.search(text):
        raise ValueError("holds a character that cannot be used")
    return text


def past(day: date) -> date:
    if day > datetime.now(LONDON).date():
        raise ValueError("must be today or in the past")
    if day.year < 1900:
        raise ValueError("must be in 1900 or later")
    return day


def postcode(text: str) -> str:
    parts = POSTCODE.fullmatch("".join(text.split()).upper())
    if not parts:
        raise ValueError("must be a full UK postcode")
    return f"{parts[1]} {parts[2]}"


def nothing(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


Line = Annotated[str, AfterValidator(lambda text: clean(text, 200, CONTROL))]
Prose = Annotated[str, AfterValidator(lambda text: clean(text, 5000, CONTROL_BUT_LINES))]
PastDay = Annotated[date, AfterValidator(past)]
Postcode = Annotated[str, AfterValidator(postcode)]
Uprn = Annotated[str, Field(pattern=r"^[0-9]{1,12}$")]
Maybe = BeforeValidator(nothing)

Kind = Enum("Kind", {x: x for x in ("person", "family", "place")}, type=str)
Behaviour = Enum(
    "Behaviour",
    {x: x for x in ("disregard", "directed_at_people", "environmental_damage", "vulnerable_victim")},
    type=str,
)
Role = Enum("Role", {x: x for x in ("alleged_perpetrator", "victim", "witness", "location")}, type=str)
Tenure = Enum(
    "Tenure",
    {
        x: x
        for x in (
            "council", "housing_association", "private_rent", "owner", "temporary", "no_fixed_abode",
            "unknown",
        )
    },
    type=str,
)
Band = Enum("Band", {x: x for x in ("standard", "medium", "high", "very_high")}, type=str)
Gateway = Enum(
    "Gateway",
    {
        x: x
        for x in (
            "crime_and_disorder", "consent", "vital_interests", "safeguarding_child",
            "safeguarding_adult", "crime_prevention",
        )
    },
    type=str,
)


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Subject(Strict):
    role: Role
    name: Line
    aliases: Annotated[Line | None, Maybe] = None
    born_on: Annotated[PastDay | None, Maybe] = None
    address: Annotated[Line | None, Maybe] = None
    postcode: Annotated[Postcode | None, Maybe] = None
    uprn: Annotated[Uprn | None, Maybe] = None
    tenure: Annotated[Tenure | None, Maybe] = None
    ethnicity: Annotated[Line | None, Maybe] = None
    language: Annotated[Line | None, Maybe] = None
    disability: Annotated[Line | None, Maybe] = None
    mental_health: Annotated[Line | None, Maybe] = None
    substances: Annotated[Line | None, Maybe] = None
    safe_contact: Annotated[Line | None, Maybe] = None

    def stored(self) -> dict:
        told = self.model_dump(mode="json", exclude_none=True)
        line = told.pop("address", None)
        parts = {name: told.pop(name) for name in ("postcode", "uprn") if name in told}
        if parts and not line:
            raise Problem(400, "Enter the address that the postcode or UPRN belongs to")
        if line:
            told["address"] = {"line": line, **parts}
        return told


class Incident(Strict):
    on: PastDay
    what: Prose


class Referral(Strict):
    area: Annotated[str, Field(pattern="^[A-Z]{2,5}$")]
    kind: Kind
    headline: Line
    behaviours: Annotated[list[Behaviour], Field(min_length=1)]
    subjects: Annotated[list[Subject], Field(min_length=1, max_length=10)]
    relationships: Annotated[Prose | None, Maybe] = None
    children: Annotated[Prose | None, Maybe] = None
    incidents: Annotated[list[Incident], Field(max_length=10)] = []
    impact: Prose
    risk: Band
    risk_rationale: Prose
    tried: Prose
    why_multi_agency: Prose
    forums: Annotated[list[Line], Field(max_length=20)] = []
    other_forum: Annotated[Line | None, Maybe] = None
    gateway: Gateway
    sharing_reason: Prose

    def form(self) -> dict:
        told = self.model_dump(mode="json", exclude_none=True, exclude={"subjects"})
        other = told.pop("other_forum", None)
        forums = told["forums"] + ([other] if other else [])
        rationale = told.pop("risk_rationale")
        return {
            **told,
            "behaviours": sorted(set(told["behaviours"]), key=[b.value for b in Behaviour].index),
            "forums": list(dict.fromkeys(forums)),
            "subjects": [subject.stored() for subject in self.subjects],
            "risk": {"band": told["risk"], "rationale": rationale},
        }


# What is answered.

HEADERS = {
    "cache-control": "no-store",
    "vary": "accept, cookie",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "content-security-policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
}


class Problem(Exception):
    def __init__(self, status: int, detail: str, errors: list | None = None):
        self.status, self.detail, self.errors = status, detail, errors


@app.exception_handler(Problem)
def refused(problem: Problem) -> Response:
    document = {"status": problem.status, "detail": problem.detail}
    if problem.errors:
        document["errors"] = problem.errors
    return Response(problem.status, "application/problem+json", json.dumps(document), headers=HEADERS)


# Who asks.


class Keys:
    """The issuer's keys, fetched when first needed."""

    client: jwt.PyJWKClient | None = None

    @classmethod
    def of(cls, token: str):
        if cls.client is None:
            url = f"{ISSUER.rstrip('/')}/.well-known/openid-configuration"
            with urllib.request.urlopen(url, timeout=5) as answer:
                found = json.load(answer)
            if found["issuer"] != ISSUER:
                raise Problem(503, "The issuer is another one")
            cls.client = jwt.PyJWKClient(found["jwks_uri"], cache_keys=True, lifespan=3600)
        return cls.client.get_signing_key_from_jwt(token).key


def item(pk: str, sk: str) -> dict | None:
    key = {"pk": {"S": pk}, "sk": {"S": sk}}
    return table.get_item(TableName=TABLE, Key=key, ConsistentRead=True).get("Item")


known: dict[str, tuple[float, Any]] = {}


def lately(pk: str, read) -> Any:
    """What was read at most a minute ago, or is read now."""
    kept = known.get(pk)
    if kept and time.monotonic() - kept[0] < LATELY:
        return kept[1]
    value = read()
    if value is not None:
        known[pk] = (time.monotonic(), value)
    return value


def caller(headers: dict) -> dict:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Problem(401, "Sign in")
    try:
        claims = jwt.decode(
            token,
            Keys.of(token),
            algorithms=["RS256", "ES256"],
            issuer=ISSUER,
            audience=AUDIENCE,
            leeway=60,
            options={"require": ["exp", "iss", "aud"]},
        )
    except jwt.PyJWTError as fault:
        raise Problem(401, "The token is not valid") from fault
    email = claims.get("email") or claims.get("preferred_username") or ""
    if "@" not in email or claims.get("email_verified") is False:
        raise Problem(401, "The token names nobody")
    name = f"SIGNIN#{digest(email.strip().lower().encode())}"

    def named() -> str | None:
        row = item(name, "R")
        return row and json.loads(row["body"]["S"])

    id = lately(name, named)
    record = id and item(f"PERSON#{id}", "R")
    person = record and json.loads(record["body"]["S"])
    if not person or person.get("left"):
        raise Problem(401, "Nobody signs in with that address")
    return person


# What is stored.


def digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def chained(domain: str, *fields: bytes) -> bytes:
    hash = hashlib.sha256()
    for field in (domain.encode(), *fields):
        hash.update(len(field).to_bytes(8, "big"))
        hash.update(field)
    return hash.digest()


def compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def working_days_after(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5 and day not in HOLIDAYS
    return day


def stored(value: Any) -> dict:
    return {"N": str(value)} if isinstance(value, int) else {"S": value}


def write(id: str, form: dict, person: dict, days: int, request: str) -> dict:
    """One transaction: the first entry of the journal, and the record. Gives the receipt."""
    now = datetime.now(timezone.utc)
    now = now.replace(microsecond=now.microsecond // 1000 * 1000)
    at = now.isoformat(timespec="milliseconds" if now.microsecond else "seconds")
    drawn = [secrets.choice(ALPHABET) for _ in range(10)]
    reference = f"R-{''.join(drawn[:5])}-{''.join(drawn[5:])}"
    due_on = working_days_after(now.astimezone(LONDON).date(), days).isoformat()
    payload = compact(
        {"event": "received", "reference": reference, "due_on": due_on, "form": form}
    )
    actor = compact(
        {"by": "person", "person": person["id"], "name": person["name"], "agency": person["agency"]}
    )
    salt = secrets.token_hex(32)
    commitment = chained("charmm payload 1", salt.encode(), payload.encode())
    hash = chained(
        "charmm entry 1", bytes(32), b"referral", id.encode(), (1).to_bytes(8, "big"), at.encode(),
        actor.encode(), b"received", (1).to_bytes(2, "big"), commitment,
    ).hex()
    zulu = at.replace("+00:00", "Z")
    pk = f"REFERRAL#{id}"
    entry = {
        "pk": pk, "sk": "J#0000000001", "aggregate": "referral", "id": id, "seq": 1, "at": zulu,
        "actor": actor, "kind": "received", "schema": 1, "payload": payload, "salt": salt,
        "commitment": commitment.hex(), "prev": "0" * 64, "hash": hash, "request": request,
    }
    sort = f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03}Z#{id}"
    record = {
        "pk": pk, "sk": "R", "version": 1, "head": hash,
        "area_pk": f"{form['area']}#TRIAGE", "area_sk": f"{due_on}#{id}",
        "agency_pk": f"{person['agency']}#REFERRALS", "agency_sk": sort,
        "body": compact({
            "id": id, "reference": reference, "area": form["area"], "agency": person["agency"],
            "referrer": person["id"], "referrer_name": person["name"], "headline": form["headline"],
            "risk": form["risk"]["band"], "received_at": zulu, "due_on": due_on,
            "status": {"is": "awaiting"},
        }),
    }
    table.transact_write_items(
        ClientRequestToken=digest((request + hash).encode())[:36],
        TransactItems=[
            {
                "Put": {
                    "TableName": TABLE,
                    "Item": {name: stored(value) for name, value in each.items()},
                    "ConditionExpression": "attribute_not_exists(pk)",
                }
            }
            for each in (entry, record)
        ],
    )
    return receipt(id, reference, due_on)


def receipt(id: str, reference: str, due_on: str) -> dict:
    return {
        "id": id, "reference": reference, "status": "awaiting", "status_label": "Awaiting triage",
        "due_on": due_on, "version": 1, "case": None,
    }


def made_before(id: str, request: str) -> dict:
    """The receipt of the referral that this request made before."""
    first = item(f"REFERRAL#{id}", "J#0000000001")
    if first is None:
        raise Problem(409, "Somebody else changed it")
    if first.get("request", {}).get("S") != request:
        raise Problem(422, "The Idempotency-Key belongs to another request")
    record = json.loads(item(f"REFERRAL#{id}", "R")["body"]["S"])
    return receipt(id, record["reference"], record["due_on"])


def area_of(code: str) -> dict | None:
    record = item(f"AREA#{code}", "R")
    return record and json.loads(record["body"]["S"])


@app.post("/referrals")
def refer() -> Response:
    headers = app.current_event.headers
    person = caller(headers)
    key = headers.get("idempotency-key", "").strip().strip('"')
    if not (1 <= len(key) <= 128 and key.isascii() and key.isprintable()):
        raise Problem(400, "Idempotency-Key must be 1 to 128 visible ASCII characters")
    try:
        sent = json.loads(app.current_event.decoded_body or "")
        form = Referral.model_validate(sent).form()
    except json.JSONDecodeError as fault:
        raise Problem(400, "The body is not JSON") from fault
    except ValidationError as fault:
        errors = [
            {"field": ".".join(map(str, one["loc"])), "message": one["msg"]} for one in fault.errors()
        ]
        raise Problem(400, "Some fields need attention", errors) from fault
    canonical = json.dumps(sent, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    request = digest(f"POST\n/referrals\n{canonical}".encode())
    name = hashlib.sha256(f"{person['id']}\n{key}".encode()).digest()
    number = bytearray(name[:16])
    number[6], number[8] = number[6] & 0x0F | 0x80, number[8] & 0x3F | 0x80
    id = str(uuid.UUID(bytes=bytes(number)))
    area = lately(f"AREA#{form['area']}", lambda: area_of(form["area"]))
    if area is None:
        raise Problem(400, "Select an area")
    try:
        answer = write(id, form, person, area["triage_working_days"], request)
    except ClientError as fault:
        reasons = fault.response.get("CancellationReasons", [])
        if not any(reason.get("Code") == "ConditionalCheckFailed" for reason in reasons):
            raise
        answer = made_before(id, request)
    return Response(
        201, "application/json", compact(answer), headers={**HEADERS, "location": f"/referrals/{id}"}
    )


def handler(event: dict, context: LambdaContext) -> dict:
    begun = time.monotonic()
    answer = app.resolve(event, context)
    answer["headers"]["x-request-id"] = context.aws_request_id
    logger.info(
        "request",
        method="POST",
        route="/referrals",
        status=answer["statusCode"],
        milliseconds=int((time.monotonic() - begun) * 1000),
        request=context.aws_request_id,
    )
    return answer
