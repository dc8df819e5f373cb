"""Rotates an API key of AppSync: {"apiId", "apiKey", "url", …}; without url the API is asked for its GraphQL endpoint.

The first value may hold anything as the key. The new key stands beside the old one; finishSecret lets the key of
AWSPREVIOUS, which is about to lose its label, expire a day later.

The id of a key is the key, so it is neither logged nor part of an error. The description of a key says which secret
rotates it and which version it was made for: a key of no labelled version is what a stopped rotation left behind.
"""

import hashlib
import http.client
import json
import logging
import os
import re
import time
import urllib.error
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

# At DEBUG these write requests and replies, values included.
for name in ("boto3", "botocore", "urllib3"):
    logging.getLogger(name).setLevel(logging.WARNING)

FIELDS = ("apiId", "apiKey")
HOUR = 3600
DAY = 24 * HOUR
OVERLAP = float(os.environ.get("OVERLAP_HOURS", "24")) * HOUR
# AppSync measures lives with its own clock, and this one may be wrong by a few minutes.
CLOCK_ERROR = 600
# A new key is known everywhere within half a minute.
KEY_SPREAD_SECONDS = 30
# What was just written is seen everywhere within five seconds.
PATIENCE = (0.25, 0.5, 1, 2, 2, 2)

config = Config(connect_timeout=2, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 5})
secrets = boto3.client("secretsmanager", config=config)
appsync = boto3.client("appsync", config=config)


class Refusal(Exception):
    pass


class CallFailed(Exception):
    """An AWS error without its text, which may quote the request."""

    def __init__(self, operation, code, is_sure=False):
        super().__init__(f"{operation} failed: {code}")
        self.code = code
        # The service refused the first and only attempt, so nothing has happened, now or before.
        self.is_sure = is_sure


def handler(event, context):
    event = event if isinstance(event, dict) else {}
    for name in ("Step", "SecretId", "ClientRequestToken"):
        if not isinstance(event.get(name), str) or event[name] == "":
            raise ValueError(f"The event has no {name}.")
    step, secret_id, token = event["Step"], event["SecretId"], event["ClientRequestToken"]
    try:
        if step not in STEPS:
            raise Refusal("this is none of the four steps")
        description = describe(secret_id, token)
        if holder_of(description, "AWSCURRENT") == token:
            return
        STEPS[step](secret_id, token, description, event.get("RotationToken"))
        print(f"{step} of {secret_id}, version {token}: done")
    except (Refusal, CallFailed) as error:
        raise RuntimeError(f"{step} of {secret_id}, version {token}: {error}") from error


def create_secret(secret_id, token, description, rotation_token):
    if stored_text(secret_id, VersionId=token) is not None:
        return
    current = current_value(secret_id)
    api_id = current["apiId"]
    keys = keys_of(api_id)
    claim(description, current, keys)
    made = [key for key in keys if is_made_for(description, key, token)]
    # This rotation was here before: what it stored may not be seen by every reader yet.
    if made and stored_text(secret_id, PATIENCE, VersionId=token) is not None:
        return
    if not end_what_is_left(secret_id, token, description, api_id, keys):
        return
    own = made[0] if made else make_key(secret_id, token, description, api_id)
    if own is None:
        return
    for key in made[1:]:
        delete_key(api_id, key["id"])
    passed_on = {"RotationToken": rotation_token} if isinstance(rotation_token, str) else {}
    try:
        call(
            secrets.put_secret_value,
            SecretId=secret_id,
            ClientRequestToken=token,
            SecretString=json.dumps({**current, "apiKey": own["id"]}),
            VersionStages=["AWSPENDING"],
            **passed_on,
        )
    except CallFailed as error:
        # It may have been stored all the same, or another invocation stored its own key: the version decides.
        try:
            text = stored_text(secret_id, () if error.is_sure else PATIENCE, VersionId=token)
        except CallFailed:
            raise error
        if json_of(text).get("apiKey") != own["id"]:
            delete_key(api_id, own["id"])
        if text is None:
            raise error


def claim(description, current, keys):
    """Says on the current key which secret rotates it. Raises when that is another one."""
    # A first value may hold anything; what is not a key of the API claims nothing.
    key = next((key for key in keys if key["id"] == current["apiKey"]), None)
    if key is None:
        return
    secret = owner_of(key)
    if secret is not None and secret != mark(description):
        raise Refusal("another secret rotates the current key")
    version = holder_of(description, "AWSCURRENT")
    if secret is not None or version is None:
        return
    text = " | ".join(filter(None, [f"{mark(description)} version {version}", key.get("description")]))
    call(appsync.update_api_key, apiId=current["apiId"], id=key["id"], description=text)


def end_what_is_left(secret_id, token, description, api_id, keys):
    """Deletes keys of this secret that no labelled version holds, unless they end by themselves; False: all is done."""
    versions = description["VersionIdsToStages"]
    left = [key for key in keys if owner_of(key) == mark(description) and version_of(key) not in versions]
    if not left:
        return True
    held = set()
    for version_id in versions:
        text = stored_text(secret_id, VersionId=version_id)
        if version_id == token and text is not None:
            return False
        held.add(str(json_of(text).get("apiKey")))
    for key in left:
        is_ending = now() < key["expires"] <= now() + DAY + 2 * HOUR
        if key["id"] not in held and not is_ending:
            delete_key(api_id, key["id"])
    return True


def make_key(secret_id, token, description, api_id):
    """A new key, or None where an invocation beside this one has stored its own."""
    text = f"{mark(description)} version {token}"
    made = call(appsync.create_api_key, apiId=api_id, description=text, expires=end_of_life(description))
    key = made["apiKey"]
    if made["ResponseMetadata"]["RetryAttempts"] == 0:
        return key
    # A reply was lost or late, so an earlier attempt may have made a key too.
    others = [other for other in keys_of(api_id) if is_made_for(description, other, token) and other["id"] != key["id"]]
    if stored_text(secret_id, VersionId=token) is not None:
        delete_key(api_id, key["id"])
        return None
    for other in others:
        delete_key(api_id, other["id"])
    return key


def end_of_life(description):
    """Two periods and the overlap ahead, since a rotation may fail, and at most 365 days. Full hours, in seconds."""
    days = description.get("RotationRules", {}).get("AutomaticallyAfterDays", 365)
    wanted = -(-(now() + 2 * days * DAY + OVERLAP) // HOUR) * HOUR
    longest = (now() + 365 * DAY - CLOCK_ERROR) // HOUR * HOUR
    return int(min(wanted, longest))


def delete_key(api_id, key_id):
    try:
        call(appsync.delete_api_key, apiId=api_id, id=key_id)
    except CallFailed as error:
        # Another invocation of this step was faster.
        if error.code != "NotFoundException":
            raise


def pending_key(secret_id, token):
    """The pending value, when its key is a live key of the API that is current."""
    text = stored_text(secret_id, PATIENCE, VersionId=token, VersionStage="AWSPENDING")
    if text is None:
        raise Refusal("its version has no value")
    pending = parse(text, "AWSPENDING")
    current = current_value(secret_id)
    if pending["apiId"] != current["apiId"] or pending.get("url") != current.get("url"):
        raise Refusal("AWSPENDING and AWSCURRENT name different APIs")
    if not any(key["id"] == pending["apiKey"] and key["expires"] > now() for key in keys_of(pending["apiId"])):
        raise Refusal("the pending key is not a live key of its API")
    return pending


def set_secret(secret_id, token, description, rotation_token):
    pending_key(secret_id, token)


def test_secret(secret_id, token, description, rotation_token):
    pending = pending_key(secret_id, token)
    endpoint = pending.get("url")
    if endpoint is None:
        endpoint = call(appsync.get_graphql_api, apiId=pending["apiId"])["graphqlApi"]["uris"]["GRAPHQL"]
    wait, waited = 0.25, 0
    while True:
        answer = query(endpoint, pending["apiKey"])
        if answer == 200:
            return
        is_passing = isinstance(answer, str) or answer in (401, 429) or answer >= 500
        is_spent = waited >= KEY_SPREAD_SECONDS or (isinstance(answer, str) and waited >= 4)
        if not is_passing or is_spent:
            raise Refusal(f"the GraphQL endpoint does not take the pending key: {answer}")
        time.sleep(wait)
        wait, waited = min(wait * 2, 2), waited + wait


def query(endpoint, api_key):
    """The status of a query that every schema answers, or why there is none."""
    headers = {"Content-Type": "application/json", "x-api-key": api_key}
    body = json.dumps({"query": "{__typename}"}).encode()
    try:
        request = urllib.request.Request(endpoint, body, headers, method="POST")
        with urllib.request.urlopen(request, timeout=4) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except (OSError, http.client.HTTPException) as error:
        return type(getattr(error, "reason", error)).__name__


def finish_secret(secret_id, token, description, rotation_token):
    if stored_text(secret_id, PATIENCE, VersionId=token) is None:
        raise Refusal("its version has no value")
    retire_previous(secret_id, token, description)
    for wait in (*PATIENCE, None):
        current = holder_of(description, "AWSCURRENT")
        taken_from = {} if current is None else {"RemoveFromVersionId": current}
        try:
            call(
                secrets.update_secret_version_stage,
                SecretId=secret_id,
                VersionStage="AWSCURRENT",
                MoveToVersionId=token,
                **taken_from,
            )
            return
        except CallFailed as error:
            # The move may have happened, or the labels were those of a moment ago.
            description = describe(secret_id, token)
            if holder_of(description, "AWSCURRENT") == token:
                return
            if error.code != "InvalidParameterException" or wait is None:
                raise error
            time.sleep(wait)


def retire_previous(secret_id, token, description):
    """Lets the key of AWSPREVIOUS expire: AppSync takes a day ahead at least, and its overlap must be over."""
    versions = description["VersionIdsToStages"]
    previous = holder_of(description, "AWSPREVIOUS")
    if previous is None or len(versions[previous]) > 1:
        return
    values = {version_id: json_of(stored_text(secret_id, VersionId=version_id)) for version_id in versions}
    old = values.pop(previous)
    api_id = values[token].get("apiId")
    if old.get("apiId") != api_id or old.get("apiKey") in [value.get("apiKey") for value in values.values()]:
        return
    key = next((key for key in keys_of(api_id) if key["id"] == old["apiKey"]), None)
    if key is None or owner_of(key) not in (None, mark(description)):
        return
    rotated_at = description.get("LastRotatedDate")
    replaced_at = 0 if rotated_at is None else rotated_at.timestamp()
    least = max(now() + DAY + CLOCK_ERROR, replaced_at + OVERLAP)
    expires = int(-(-least // HOUR) * HOUR)
    # A life that ends earlier is not made longer, and an ended one does not begin again.
    if key["expires"] <= expires:
        return
    call(appsync.update_api_key, apiId=api_id, id=key["id"], expires=expires)
    print(f"{secret_id}: the key of AWSPREVIOUS expires at {time.strftime('%FT%TZ', time.gmtime(expires))}")


STEPS = {
    "createSecret": create_secret,
    "setSecret": set_secret,
    "testSecret": test_secret,
    "finishSecret": finish_secret,
}


def now():
    return int(time.time())


def mark(description):
    return f"rotated by {hashlib.sha256(description['ARN'].encode()).hexdigest()[:32]}"


def owner_of(key):
    """How a key names the secret that rotates it; None where none does."""
    found = re.match(r"rotated by [0-9a-f]{32}", key.get("description", ""))
    return found and found.group()


def version_of(key):
    found = re.match(r"rotated by [0-9a-f]{32} version (\S+)", key.get("description", ""))
    return found and found.group(1)


def is_made_for(description, key, token):
    return owner_of(key) == mark(description) and version_of(key) == token


def keys_of(api_id):
    keys, token = [], {}
    while True:
        page = call(appsync.list_api_keys, apiId=api_id, **token)
        keys += page["apiKeys"]
        if not page.get("nextToken"):
            return keys
        token = {"nextToken": page["nextToken"]}


def describe(secret_id, token):
    """The secret, when its version `token` is the one being rotated to or is current already."""
    for wait in (*PATIENCE, None):
        description = call(secrets.describe_secret, SecretId=secret_id)
        if description.get("RotationEnabled") is False:
            raise Refusal("rotation is off")
        labels = description.get("VersionIdsToStages", {}).get(token)
        if labels is not None and ("AWSPENDING" in labels or "AWSCURRENT" in labels):
            return description
        if labels is not None:
            raise Refusal("the version is neither AWSPENDING nor AWSCURRENT")
        # Labels may be those of a moment ago.
        if wait is not None:
            time.sleep(wait)
    raise Refusal("the secret has no such version")


def holder_of(description, label):
    versions = description.get("VersionIdsToStages", {})
    return next((version_id for version_id, labels in versions.items() if label in labels), None)


def stored_text(secret_id, waits=(), **selector):
    """Text of a version; None where there is none after the waits."""
    for wait in (*waits, None):
        try:
            # A binary value has no text.
            return call(secrets.get_secret_value, SecretId=secret_id, **selector).get("SecretString", "")
        except CallFailed as error:
            # InvalidRequestException: the version has not got the label yet.
            not_yet = error.code == "InvalidRequestException" and wait is not None
            if error.code != "ResourceNotFoundException" and not not_yet:
                raise
        if wait is not None:
            time.sleep(wait)
    return None


def current_value(secret_id):
    text = stored_text(secret_id, VersionStage="AWSCURRENT")
    if text is None:
        raise Refusal("no version is AWSCURRENT: store a first value")
    return parse(text, "AWSCURRENT")


def parse(text, label):
    value = json_of(text)
    if not value:
        raise Refusal(f"the value of {label} is not a JSON object with fields")
    for field in FIELDS:
        if not isinstance(value.get(field), str) or value[field] == "":
            raise Refusal(f"field {field} of {label} is not a text")
    if not isinstance(value.get("url", ""), str):
        raise Refusal(f"field url of {label} is not a text")
    return value


def json_of(text):
    """The object in a text; an empty one where there is none."""
    try:
        value = json.loads(text or "")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def call(method, **request):
    operation = method.__name__.title().replace("_", "")
    try:
        return method(**request)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        answer = error.response.get("ResponseMetadata", {})
        once = answer.get("RetryAttempts") == 0 and answer.get("HTTPStatusCode", 500) < 500
        raise CallFailed(operation, code, once and code != "ResourceExistsException") from None
    except BotoCoreError as error:
        raise CallFailed(operation, type(error).__name__) from None
