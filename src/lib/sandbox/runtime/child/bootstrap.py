"""The main program of a Python function's process: loads the handler, then serves one event after the other.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html
"""

import http.client
import importlib
import json
import logging
import os
import resource
import sys
import threading
import time
import traceback

import sitecustomize

PACED = sys.modules.get("_secrot_paced")

TASK_ROOT = os.environ["LAMBDA_TASK_ROOT"]
AS_JSON = os.environ.get("AWS_LAMBDA_LOG_FORMAT") == "JSON"
HOST, _, PATH = os.environ["AWS_LAMBDA_RUNTIME_API"].partition("/")
BASE = f"/{PATH}/2018-06-01/runtime"

request_id = ""


def on_lambda(text):
    """The package lies in /var/task on Lambda; a path of this machine would say nothing to a reader."""
    return text.replace(TASK_ROOT, "/var/task")


def write_frame(frame):
    sys.stdout.flush()
    data = ("\x1e" + json.dumps(frame) + "\n").encode()
    while data:
        data = data[os.write(1, data) :]


class RuntimeApi:
    def __init__(self):
        self.connection = http.client.HTTPConnection(HOST)

    def call(self, method, path, body=None):
        self.connection.request(method, BASE + path, body)
        response = self.connection.getresponse()
        return response.headers, response.read()


class LambdaHandler(logging.Handler):
    """Log records in the line form of Lambda's Python runtime; one record is one log event, however many lines."""

    def emit(self, record):
        level = {"WARNING": "WARN", "CRITICAL": "FATAL"}.get(record.levelname, record.levelname)
        at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        if AS_JSON:
            fields = {
                "timestamp": at + "Z",
                "level": record.levelname,
                "message": record.getMessage(),
                "logger": record.name,
                "requestId": request_id,
            }
            if record.exc_info:
                fields["stackTrace"] = [on_lambda(line) for line in traceback.format_exception(*record.exc_info)]
                fields["errorType"] = record.exc_info[0].__name__
                fields["errorMessage"] = str(record.exc_info[1])
            write_frame({"level": level, "text": json.dumps(fields)})
            return
        text = on_lambda(self.format(record))
        milliseconds = int(record.msecs)
        write_frame({"level": level, "text": f"[{record.levelname}]\t{at}.{milliseconds:03d}Z\t{request_id}\t{text}"})


class Context:
    def __init__(self, headers):
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.deadline_ms = int(headers["Lambda-Runtime-Deadline-Ms"])
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.identity = None
        self.client_context = None

    def get_remaining_time_in_millis(self):
        return max(int(self.deadline_ms - time.time() * 1000), 0)


def failure(error_type, message, stack):
    return {
        "errorMessage": on_lambda(message),
        "errorType": error_type,
        "requestId": request_id,
        "stackTrace": [on_lambda(line) for line in stack],
    }


def failure_of(error, error_type=None):
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename != __file__]
    return failure(error_type or type(error).__name__, str(error), traceback.format_list(frames))


def log_failure(fields):
    if AS_JSON:
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        text = json.dumps({"timestamp": at, "log_level": "ERROR", **fields})
    else:
        text = f"[ERROR] {fields['errorType']}: {fields['errorMessage']}"
        if fields["stackTrace"]:
            text += "\nTraceback (most recent call last):\n" + "".join(fields["stackTrace"])
    write_frame({"level": "ERROR", "text": text})


def load_handler(name):
    """Raises nothing: the second value is the failure in Lambda's words."""
    try:
        module_name, attribute = name.rsplit(".", 1)
    except ValueError as error:
        return None, failure("Runtime.MalformedHandlerName", f"Bad handler '{name}': {error}", [])
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        hint = " (provided by Lambda, not here: install it for " + sys.executable + ")" if is_provided(error) else ""
        text = f"Unable to import module '{module_name}': {error}{hint}"
        return None, failure("Runtime.ImportModuleError", text, [])
    except SyntaxError as error:
        stack = [f'  File "{error.filename}" Line {error.lineno}\n    {error.text or ""}']
        return None, failure("Runtime.UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}", stack)
    except Exception as error:
        return None, failure_of(error)
    handler = getattr(module, attribute, None)
    if handler is None:
        return None, failure("Runtime.HandlerNotFound", f"Handler '{attribute}' missing on module '{module_name}'", [])
    return handler, None


def is_provided(error):
    return (error.name or "").split(".")[0] in sitecustomize.PROVIDED


def marshal(result):
    try:
        return json.dumps(result), None
    except Exception as error:
        return None, failure("Runtime.MarshalError", f"Unable to marshal response: {error}", [])


def serve(handler, headers, body):
    try:
        result = handler(json.loads(body), Context(headers))
    except Exception as error:
        return None, failure_of(error)
    return marshal(result)


def end_invocation():
    if PACED:
        PACED.end()
    memory_mb = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1 << 20))
    write_frame({"end": request_id, "memoryMb": memory_mb})


def watch_sandbox():
    """The sandbox holds the other end of the input for as long as it lives."""
    while os.read(0, 1):
        pass
    os._exit(1)


def main():
    global request_id
    os.dup2(1, 2)
    watch = threading.Thread(target=watch_sandbox, daemon=True)
    watch.start()
    if PACED:
        PACED.leave_out(watch)
    sys.path.insert(0, TASK_ROOT)
    logging.getLogger().addHandler(LambdaHandler())
    if AS_JSON:
        logging.getLogger().setLevel(os.environ["AWS_LAMBDA_LOG_LEVEL"].replace("TRACE", "DEBUG").replace("FATAL", "CRITICAL"))
    api = RuntimeApi()
    handler, failed = load_handler(os.environ["_HANDLER"])
    if failed:
        log_failure(failed)
        api.call("POST", "/init/error", json.dumps(failed))
        sys.exit(1)
    while True:
        headers, body = api.call("GET", "/invocation/next")
        request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        sitecustomize.move_clock(float(headers["Secrot-Clock-Offset-Ms"]))
        if PACED:
            PACED.begin(float(headers["Secrot-Now-Ms"]))
        os.environ["_X_AMZN_TRACE_ID"] = headers["Lambda-Runtime-Trace-Id"]
        result, failed = serve(handler, headers, body)
        if failed:
            log_failure(failed)
        end_invocation()
        if failed:
            api.call("POST", f"/invocation/{request_id}/error", json.dumps(failed))
        else:
            api.call("POST", f"/invocation/{request_id}/response", result)


main()
