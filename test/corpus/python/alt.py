"""Alternates two users of a login service: {"url", "username", "password", "masterSecretId", …}.

The user that AWSCURRENT does not name gets the new password, so that its own goes on working. The secret
`masterSecretId` holds the login of the service's administrator: {"username", "password"}. `POST <url>/login` answers 204
or 401; `POST <url>/admin` sets the password of another user, whom it makes where there is none.
"""

import http.client
import json
import logging
import time
import urllib.error
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

# At DEBUG these write requests and replies, values included.
for name in ("boto3", "botocore", "urllib3"):
    logging.getLogger(name).setLevel(logging.WARNING)

FIELDS = ("url", "username", "password", "masterSecretId")
# What was just written is seen everywhere within five seconds.
PATIENCE = (0.25, 0.5, 1, 2, 2, 2)

config = Config(connect_timeout=2, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 5})
secrets = boto3.client("secretsmanager", config=config)


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
    username = other_user(current["username"])
    # 32 of 88 characters: 206 bits.
    made = call(secrets.get_random_password, PasswordLength=32, ExcludeCharacters="\"'\\/@`")
    passed_on = {"RotationToken": rotation_token} if isinstance(rotation_token, str) else {}
    try:
        call(
            secrets.put_secret_value,
            SecretId=secret_id,
            ClientRequestToken=token,
            SecretString=json.dumps({**current, "username": username, "password": made["RandomPassword"]}),
            VersionStages=["AWSPENDING"],
            **passed_on,
        )
    except CallFailed as error:
        # It may have been stored all the same, or another invocation stored its own value: the version decides.
        try:
            stored = stored_text(secret_id, () if error.is_sure else PATIENCE, VersionId=token)
        except CallFailed:
            stored = None
        if stored is None:
            raise error


def set_secret(secret_id, token, description, rotation_token):
    current = current_value(secret_id)
    pending = pending_value(secret_id, token)
    if not is_same_pair(current, pending) or pending["username"] != other_user(current["username"]):
        raise Refusal("AWSPENDING does not name the other user of the pair of AWSCURRENT")
    if logs_in(pending):
        return
    text = stored_text(current["masterSecretId"], VersionStage="AWSCURRENT")
    master = parse(text, "the master secret", ("username", "password"))
    change = {
        "user": master["username"],
        "password": master["password"],
        "target": pending["username"],
        "newPassword": pending["password"],
    }
    failure = Refusal("the login service rejects the login of the master secret")
    try:
        if ask(pending["url"], "admin", change):
            return
    except Refusal as error:
        failure = error
    # The reply may have been lost.
    if not logs_in(pending):
        raise failure


def test_secret(secret_id, token, description, rotation_token):
    pending = pending_value(secret_id, token)
    # A test of the rotation brings a copy of AWSCURRENT, so both users are right here.
    if not is_same_pair(current_value(secret_id), pending):
        raise Refusal("AWSPENDING does not name a user of the pair of AWSCURRENT")
    if not logs_in(pending):
        raise Refusal("the login service rejects AWSPENDING")


def finish_secret(secret_id, token, description, rotation_token):
    if stored_text(secret_id, PATIENCE, VersionId=token) is None:
        raise Refusal("its version has no value")
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


STEPS = {
    "createSecret": create_secret,
    "setSecret": set_secret,
    "testSecret": test_secret,
    "finishSecret": finish_secret,
}


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


def pending_value(secret_id, token):
    text = stored_text(secret_id, PATIENCE, VersionId=token, VersionStage="AWSPENDING")
    if text is None:
        raise Refusal("its version has no value")
    return parse(text, "AWSPENDING")


def other_user(username):
    return username[: -len("_clone")] if username.endswith("_clone") else f"{username}_clone"


def is_same_pair(current, pending):
    users = (current["username"], other_user(current["username"]))
    same_place = all(current[field] == pending[field] for field in ("url", "masterSecretId"))
    return same_place and pending["username"] in users


def current_value(secret_id):
    text = stored_text(secret_id, VersionStage="AWSCURRENT")
    if text is None:
        raise Refusal("no version is AWSCURRENT: store a first value")
    return parse(text, "AWSCURRENT")


def logs_in(value):
    return ask(value["url"], "login", {"user": value["username"], "password": value["password"]})


def ask(url, path, body):
    """Whether the login service said yes; busy answers and cut connections are tried again."""
    attempt = 1
    while True:
        answer = post(f"{url}/{path}", body)
        if answer == 204:
            return True
        if answer == 401:
            return False
        is_passing = isinstance(answer, str) or answer == 429 or answer >= 500
        if not is_passing or attempt == 5:
            raise Refusal(f"the login service: {path} failed: {answer}")
        time.sleep(0.125 * 2**attempt)
        attempt += 1


def post(url, body):
    """The status, or why there is none."""
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=4) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except (OSError, http.client.HTTPException) as error:
        return type(getattr(error, "reason", error)).__name__


def parse(text, label, fields=FIELDS):
    try:
        value = json.loads(text or "")
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise Refusal(f"the value of {label} is not a JSON object")
    for field in fields:
        if not isinstance(value.get(field), str) or value[field] == "":
            raise Refusal(f"field {field} of {label} is not a text")
    return value


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
