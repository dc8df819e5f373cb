"""Rotates the access key of the IAM user that the secret names: {"username", "accessKeyId", "secretAccessKey", …}.

The first value may hold anything as the key. The new key stands beside the old one, whose overlap is OVERLAP_HOURS;
createSecret of the next rotation ends the old key, if nobody used it after the overlap.

Two tags of the user say what no list of keys can: which secret rotates this user, and which rotation began to make a
key when. A key made then that no labelled version holds is what a stopped rotation left behind.
"""

import hashlib
import json
import logging
import os
import time
from datetime import datetime, timedelta, timezone

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

# At DEBUG these write requests and replies, values included.
for name in ("boto3", "botocore", "urllib3"):
    logging.getLogger(name).setLevel(logging.WARNING)

FIELDS = ("username", "accessKeyId", "secretAccessKey")
CLAIM_TAG = "rotation:secret"
BEGUN_TAG = "rotation:begun"
OVERLAP = timedelta(hours=float(os.environ.get("OVERLAP_HOURS", "24")))
# No invocation lasts longer. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
LONGEST_INVOCATION_SECONDS = 900
# What was just written is seen everywhere within five seconds.
PATIENCE = (0.25, 0.5, 1, 2, 2, 2)
# A new access key is known everywhere within half a minute.
KEY_SPREAD_SECONDS = 30

config = Config(connect_timeout=2, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 5})
secrets = boto3.client("secretsmanager", config=config)
iam = boto3.client("iam", config=config)


class Refusal(Exception):
    pass


class CallFailed(Exception):
    """An AWS error without its text, which may quote the request."""

    def __init__(self, operation, code, is_sure=False):
        super().__init__(f"{operation} failed: {code}")
        self.code = code
        # The service refused the first and only attempt, so nothing has happened, now or before.
        self.is_sure = is_sure


class Rotation:
    """What one step is about."""

    def __init__(self, event):
        self.secret_id = event["SecretId"]
        self.token = event["ClientRequestToken"]
        self.rotation_token = event.get("RotationToken")
        self.description = describe(self)


def handler(event, context):
    event = event if isinstance(event, dict) else {}
    for name in ("Step", "SecretId", "ClientRequestToken"):
        if not isinstance(event.get(name), str) or event[name] == "":
            raise ValueError(f"The event has no {name}.")
    title = f"{event['Step']} of {event['SecretId']}, version {event['ClientRequestToken']}"
    try:
        if event["Step"] not in STEPS:
            raise Refusal("this is none of the four steps")
        rotation = Rotation(event)
        if is_current(rotation):
            return
        STEPS[event["Step"]](rotation)
        print(f"{title}: done")
    except (Refusal, CallFailed) as error:
        raise RuntimeError(f"{title}: {error}") from error


def create_secret(rotation):
    if has_value(rotation):
        return
    current, stored_at = current_value(rotation.secret_id)
    user = claimed_user(current["username"], rotation.description["ARN"])
    # This rotation was here before: what it stored may not be seen by every reader yet.
    if user["begun"] and user["begun"]["token"] == rotation.token and has_value(rotation, PATIENCE):
        return
    keys = keys_of(current["username"])
    user.update(current=current, stored_at=stored_at, is_key=current["accessKeyId"] in keys)
    spare = {key_id: key for key_id, key in keys.items() if key_id != current["accessKeyId"]}
    ended = end_what_may_end(rotation, user, spare) if spare else []
    if ended is not None:
        make_and_store(rotation, user, [key_id for key_id in keys if key_id not in ended])


def end_what_may_end(rotation, user, spare):
    """Ends keys that stopped rotations left and the one whose overlap is over. Their ids, or None: all is done."""
    holders = {}
    for version_id, labels in rotation.description["VersionIdsToStages"].items():
        text, _ = stored_text(rotation.secret_id, VersionId=version_id)
        if version_id == rotation.token and text is not None:
            return None
        key_id = key_id_in(text)
        holders[key_id] = holders.get(key_id, []) + labels
    ended = []
    is_full = len(spare) + user["is_key"] > 1
    for key_id, key in spare.items():
        if key_id not in holders and is_left_behind(rotation, user["begun"], key):
            end_key(user, key_id)
            ended.append(key_id)
        elif holders.get(key_id) == ["AWSPREVIOUS"] and is_over(rotation, user, key_id, is_full):
            end_key(user, key_id, wake=True)
            print(f"{rotation.secret_id}: access key {key_id} of AWSPREVIOUS was deleted, its overlap is over")
            ended.append(key_id)
    return ended


def is_left_behind(rotation, begun, key):
    if begun is None or key["AccessKeyId"] in begun["keys"]:
        return False
    if begun["token"] != rotation.token and begun["token"] in rotation.description["VersionIdsToStages"]:
        return False
    return key["CreateDate"].timestamp() <= begun["at"] + LONGEST_INVOCATION_SECONDS


def is_over(rotation, user, key_id, must_go):
    """Whether the overlap of the key of AWSPREVIOUS is over and nobody used it since."""
    rotated_at = rotation.description.get("LastRotatedDate", user["stored_at"])
    ends_at = max(rotated_at, user["stored_at"]) + OVERLAP
    use = call(iam.get_access_key_last_used, AccessKeyId=key_id).get("AccessKeyLastUsed", {})
    why = None
    if datetime.now(timezone.utc) < ends_at:
        why = f"its overlap lasts until {ends_at.isoformat()}"
    if use.get("LastUsedDate") is not None and use["LastUsedDate"] > ends_at:
        why = f"it was used at {use['LastUsedDate'].isoformat()} for {use['ServiceName']} in {use['Region']}"
    if why is None:
        return True
    text = f"access key {key_id} of AWSPREVIOUS is left alone: {why}"
    print(f"{rotation.secret_id}: {text}")
    if must_go:
        raise Refusal(f"the user has no room for another key; {text}")
    return False


def end_key(user, key_id, wake=False):
    """Disables, proves that the current key works, deletes. `wake`: clients may have it, so a failure enables it."""
    key = {"UserName": user["current"]["username"], "AccessKeyId": key_id}
    try:
        call(iam.update_access_key, **key, Status="Inactive")
        if user["is_key"] and caller_of(user["current"]) != user["arn"]:
            raise Refusal("the current key is not the user's own")
        call(iam.delete_access_key, **key)
    except (Refusal, CallFailed) as error:
        # Another invocation of this step was faster.
        if getattr(error, "code", None) == "NoSuchEntity":
            return
        print(f"access key {key_id} could not be ended: {error}")
        if wake:
            call(iam.update_access_key, **key, Status="Active")
        raise


def make_and_store(rotation, user, before):
    username = user["current"]["username"]
    begun = " ".join([rotation.token, str(int(time.time())), *before])
    tags = [{"Key": CLAIM_TAG, "Value": user["claim"]}, {"Key": BEGUN_TAG, "Value": begun}]
    call(iam.tag_user, UserName=username, Tags=tags)
    made = make_key(rotation, username)
    if made is None:
        return
    own = made["AccessKey"]["AccessKeyId"]
    if made["ResponseMetadata"]["RetryAttempts"] > 0:
        # A reply was lost or late, so an earlier attempt may have made a key too.
        others = [key_id for key_id in keys_of(username) if key_id != own and key_id not in before]
        if has_value(rotation):
            return end_key(user, own)
        for key_id in others:
            end_key(user, key_id)
    value = {**user["current"], "accessKeyId": own, "secretAccessKey": made["AccessKey"]["SecretAccessKey"]}
    passed_on = {"RotationToken": rotation.rotation_token} if isinstance(rotation.rotation_token, str) else {}
    try:
        call(
            secrets.put_secret_value,
            SecretId=rotation.secret_id,
            ClientRequestToken=rotation.token,
            SecretString=json.dumps(value),
            VersionStages=["AWSPENDING"],
            **passed_on,
        )
    except CallFailed as error:
        # It may have been stored all the same, or another invocation stored its own key: the version decides.
        try:
            text, _ = stored_text(rotation.secret_id, () if error.is_sure else PATIENCE, VersionId=rotation.token)
        except CallFailed:
            raise error
        if key_id_in(text) != own:
            end_key(user, own)
        if text is None:
            raise error


def make_key(rotation, username):
    try:
        return call(iam.create_access_key, UserName=username)
    except CallFailed as error:
        # An invocation beside this one may have taken the room, and done the work.
        if error.code == "LimitExceeded" and has_value(rotation):
            return None
        raise


def set_secret(rotation):
    pending = pending_value(rotation)
    key = keys_of(pending["username"]).get(pending["accessKeyId"])
    if key is None or key["Status"] != "Active":
        raise Refusal("the pending access key is not an active key of its user")


def test_secret(rotation):
    pending = pending_value(rotation)
    user = call(iam.get_user, UserName=pending["username"])["User"]
    if caller_of(pending) != user["Arn"]:
        raise Refusal("the pending access key is somebody else's")


def finish_secret(rotation):
    if not has_value(rotation, PATIENCE):
        raise Refusal("its version has no value")
    for wait in (*PATIENCE, None):
        current = holder_of(rotation, "AWSCURRENT")
        taken_from = {} if current is None else {"RemoveFromVersionId": current}
        try:
            call(
                secrets.update_secret_version_stage,
                SecretId=rotation.secret_id,
                VersionStage="AWSCURRENT",
                MoveToVersionId=rotation.token,
                **taken_from,
            )
            return
        except CallFailed as error:
            # The move may have happened, or the labels were those of a moment ago.
            rotation.description = describe(rotation)
            if is_current(rotation):
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


def describe(rotation):
    """The secret, when the version of the token is the one being rotated to or is current already."""
    for wait in (*PATIENCE, None):
        description = call(secrets.describe_secret, SecretId=rotation.secret_id)
        if description.get("RotationEnabled") is False:
            raise Refusal("rotation is off")
        labels = description.get("VersionIdsToStages", {}).get(rotation.token)
        if labels is not None and ("AWSPENDING" in labels or "AWSCURRENT" in labels):
            return description
        if labels is not None:
            raise Refusal("the version is neither AWSPENDING nor AWSCURRENT")
        # Labels may be those of a moment ago.
        if wait is not None:
            time.sleep(wait)
    raise Refusal("the secret has no such version")


def holder_of(rotation, label):
    versions = rotation.description.get("VersionIdsToStages", {})
    return next((version_id for version_id, labels in versions.items() if label in labels), None)


def is_current(rotation):
    return holder_of(rotation, "AWSCURRENT") == rotation.token


def has_value(rotation, waits=()):
    return stored_text(rotation.secret_id, waits, VersionId=rotation.token)[0] is not None


def stored_text(secret_id, waits=(), **selector):
    """Text of a version and when it was stored; None twice where there is none after the waits."""
    for wait in (*waits, None):
        try:
            read = call(secrets.get_secret_value, SecretId=secret_id, **selector)
            # A binary value has no text.
            return read.get("SecretString", ""), read["CreatedDate"]
        except CallFailed as error:
            # InvalidRequestException: the version has not got the label yet.
            not_yet = error.code == "InvalidRequestException" and wait is not None
            if error.code != "ResourceNotFoundException" and not not_yet:
                raise
        if wait is not None:
            time.sleep(wait)
    return None, None


def current_value(secret_id):
    text, stored_at = stored_text(secret_id, VersionStage="AWSCURRENT")
    if text is None:
        raise Refusal("no version is AWSCURRENT: store a first value")
    return parse(text, "AWSCURRENT"), stored_at


def pending_value(rotation):
    """The value of the version being rotated to; it must be of the user whose key is current."""
    text, _ = stored_text(rotation.secret_id, PATIENCE, VersionId=rotation.token, VersionStage="AWSPENDING")
    if text is None:
        raise Refusal("its version has no value")
    pending = parse(text, "AWSPENDING")
    current, _ = current_value(rotation.secret_id)
    if pending["username"] != current["username"]:
        raise Refusal("AWSPENDING and AWSCURRENT name different users")
    return pending


def parse(text, label):
    value = json_of(text)
    if value is None:
        raise Refusal(f"the value of {label} is not a JSON object")
    for field in FIELDS:
        if not isinstance(value.get(field), str) or value[field] == "":
            raise Refusal(f"field {field} of {label} is not a text")
    return value


def json_of(text):
    try:
        value = json.loads(text or "")
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def key_id_in(text):
    key_id = (json_of(text) or {}).get("accessKeyId")
    return key_id if isinstance(key_id, str) else None


def claimed_user(username, secret_arn):
    """The user with what its tags say. Raises when another secret rotates it."""
    user = call(iam.get_user, UserName=username)["User"]
    tags = {tag["Key"]: tag["Value"] for tag in user.get("Tags", [])}
    # A tag takes 256 characters, the ARN of a secret may have more.
    claim = hashlib.sha256(secret_arn.encode()).hexdigest()
    if tags.get(CLAIM_TAG, claim) != claim:
        raise Refusal(f"another secret rotates the keys of {user['Arn']}")
    begun = tags.get(BEGUN_TAG, "").split()
    marked = {"token": begun[0], "at": int(begun[1]), "keys": begun[2:]} if begun else None
    return {"arn": user["Arn"], "claim": claim, "begun": marked}


def keys_of(username):
    keys, marker = {}, {}
    while True:
        page = call(iam.list_access_keys, UserName=username, **marker)
        keys.update((key["AccessKeyId"], key) for key in page["AccessKeyMetadata"])
        if not page.get("IsTruncated"):
            return keys
        marker = {"Marker": page["Marker"]}


def caller_of(value):
    """ARN of whoever calls with this key, once the key is known everywhere."""
    sts = boto3.client(
        "sts",
        config=config,
        aws_access_key_id=value["accessKeyId"],
        aws_secret_access_key=value["secretAccessKey"],
        # The function's own session is not the key's.
        aws_session_token=None,
    )
    wait, waited = 0.25, 0
    while True:
        try:
            return call(sts.get_caller_identity)["Arn"]
        except CallFailed as error:
            if error.code != "InvalidClientTokenId" or waited >= KEY_SPREAD_SECONDS:
                raise
        time.sleep(wait)
        wait, waited = min(wait * 2, 2), waited + wait


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
