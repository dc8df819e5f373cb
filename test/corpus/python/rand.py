"""Rotates a random value that no target knows: field FIELD (absent: password) of a JSON secret. Other fields stay."""

import json
import logging
import os
import time

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

# At DEBUG these write requests and replies, values included.
for name in ("boto3", "botocore", "urllib3"):
    logging.getLogger(name).setLevel(logging.WARNING)

FIELD = os.environ.get("FIELD", "password")
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
    text = stored_text(secret_id, VersionStage="AWSCURRENT")
    if text is None:
        raise Refusal("no version is AWSCURRENT: store a first value")
    current = parse(text, "AWSCURRENT")
    # 32 of 88 characters: 206 bits.
    made = call(secrets.get_random_password, PasswordLength=32, ExcludeCharacters="\"'\\/@`")
    passed_on = {"RotationToken": rotation_token} if isinstance(rotation_token, str) else {}
    try:
        call(
            secrets.put_secret_value,
            SecretId=secret_id,
            ClientRequestToken=token,
            SecretString=json.dumps({**current, FIELD: made["RandomPassword"]}),
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


def check_pending(secret_id, token, description, rotation_token):
    """setSecret and testSecret: no target knows the value, so it is read and nothing more."""
    text = stored_text(secret_id, PATIENCE, VersionId=token, VersionStage="AWSPENDING")
    if text is None:
        raise Refusal("its version has no value")
    parse(text, "AWSPENDING")


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
    "setSecret": check_pending,
    "testSecret": check_pending,
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


def parse(text, label):
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise Refusal(f"the value of {label} is not a JSON object")
    if not isinstance(value.get(FIELD), str) or value[FIELD] == "":
        raise Refusal(f"field {FIELD} of {label} is not a text")
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
