"""Loaded by Python itself before anything of a function: the sandbox's time, loopback only, old SDKs."""

import datetime
import errno
import importlib.abc
import importlib.machinery
import importlib.util
import os
import socket
import sys
import time
import weakref

_real_time = time.time
_real_gmtime = time.gmtime
_real_localtime = time.localtime
real_monotonic = time.monotonic
_real_datetime = datetime.datetime
_real_date = datetime.date


# Whoever reads a clock that stands so often waits for it to go on.
_PATIENT_READS = 10_000
_READS_PER_MS = 100


class _Clock:
    offset_ms = float(os.environ.get("SECROT_CLOCK_OFFSET_MS", "0"))
    # A paced process: the clocks stand at this moment until the sandbox names another one.
    stands_at_ms = None
    reads = 0


def move_clock(offset_ms):
    """Called by the bootstrap with each event, since virtual time moves while a process is warm."""
    _Clock.offset_ms = offset_ms


def stand_at(ms):
    _Clock.stands_at_ms = ms
    _Clock.reads = 0


def stands_at():
    return _Clock.stands_at_ms


def _now_ms():
    if _Clock.stands_at_ms is None:
        return _real_time() * 1000 + _Clock.offset_ms
    _Clock.reads += 1
    return _Clock.stands_at_ms + max(0, (_Clock.reads - _PATIENT_READS) // _READS_PER_MS)


def _now():
    return _now_ms() / 1000


class _DateTimeType(type):
    def __instancecheck__(cls, instance):
        return isinstance(instance, _real_datetime)

    def __subclasscheck__(cls, subclass):
        return issubclass(subclass, _real_datetime)


class _DateTime(_real_datetime, metaclass=_DateTimeType):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(_now(), tz)

    @classmethod
    def utcnow(cls):
        return cls.fromtimestamp(_now(), datetime.timezone.utc).replace(tzinfo=None)

    @classmethod
    def today(cls):
        return cls.fromtimestamp(_now())


class _DateType(type):
    def __instancecheck__(cls, instance):
        return isinstance(instance, _real_date)

    def __subclasscheck__(cls, subclass):
        return issubclass(subclass, _real_date)


class _Date(_real_date, metaclass=_DateType):
    @classmethod
    def today(cls):
        return cls.fromtimestamp(_now())


def _install_time():
    time.time = _now
    time.time_ns = lambda: int(_now_ms() * 1_000_000)
    time.gmtime = lambda seconds=None: _real_gmtime(_now() if seconds is None else seconds)
    time.localtime = lambda seconds=None: _real_localtime(_now() if seconds is None else seconds)
    for name, replacement in (("datetime", _DateTime), ("date", _Date)):
        replacement.__name__ = replacement.__qualname__ = name
        replacement.__module__ = "datetime"
        setattr(datetime, name, replacement)


def _install_pacing(now_ms):
    started_ms = now_ms - real_monotonic() * 1000
    stand_at(now_ms)
    time.monotonic = time.perf_counter = lambda: (_now_ms() - started_ms) / 1000
    time.monotonic_ns = time.perf_counter_ns = lambda: int((_now_ms() - started_ms) * 1_000_000)
    import _secrot_paced

    _secrot_paced.install()


# Hosts beside loopback that the function may reach, and the addresses that were found for them.
_allowed_hosts = {host for host in os.environ.pop("SECROT_ALLOWED_HOSTS", "").split(",") if host}


def _is_reachable(host):
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    return not host or host in ("localhost", "::1") or host.startswith("127.") or host in _allowed_hosts


def _refuse(host):
    raise ConnectionRefusedError(
        f"secrot sandbox: the connection to {host} was refused; a function here reaches loopback only. "
        "An AWS SDK that comes here ignored AWS_ENDPOINT_URL."
    )


# In a network of its own a process reaches the ports of the sandbox by the sockets in this folder, and no other.
_DOORS = os.environ.get("SECROT_DOORS")
_ports = weakref.WeakKeyDictionary()
_connect = socket.socket.connect
_setsockopt = socket.socket.setsockopt
_getpeername = socket.socket.getpeername


def _through_door(sock, port):
    """What the program holds becomes a connection by a socket of the file system."""
    path = f"{_DOORS}/{port}"
    if not os.path.exists(path):
        raise ConnectionRefusedError(errno.ECONNREFUSED, os.strerror(errno.ECONNREFUSED))
    timeout = sock.gettimeout()
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        _connect(door, path)
        os.dup2(door.fileno(), sock.fileno(), inheritable=False)
    os.set_blocking(sock.fileno(), timeout is None)
    _ports[sock] = port
    return 0


def _setsockopt_of_door(self, level, *args):
    # It has no options of TCP.
    return None if self in _ports and level == socket.IPPROTO_TCP else _setsockopt(self, level, *args)


def _getpeername_of_door(self):
    return ("127.0.0.1", _ports[self]) if self in _ports else _getpeername(self)


def _install_loopback_only():
    """Guards against accidents; it cannot hold code that wants to get out."""

    def guarded(original):
        def connect(self, address):
            if isinstance(address, tuple) and not _is_reachable(address[0]):
                _refuse(address[0])
            if isinstance(address, tuple) and _DOORS is not None:
                return _through_door(self, address[1])
            return original(self, address)

        return connect

    real_getaddrinfo = socket.getaddrinfo

    def getaddrinfo(host, *args, **kwargs):
        if not _is_reachable(host):
            _refuse(host)
        found = real_getaddrinfo(host, *args, **kwargs)
        if host in _allowed_hosts:
            _allowed_hosts.update(address[0] for *_, address in found)
        return found

    socket.socket.connect = guarded(socket.socket.connect)
    socket.socket.connect_ex = guarded(socket.socket.connect_ex)
    socket.getaddrinfo = getaddrinfo
    if _DOORS is not None:
        socket.socket.setsockopt = _setsockopt_of_door
        socket.socket.getpeername = _getpeername_of_door


# What Lambda's Python runtimes carry beside the handler.
# https://docs.aws.amazon.com/lambda/latest/dg/python-package.html#python-package-dependencies
PROVIDED = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3")


class _Provided(importlib.abc.MetaPathFinder):
    """Finds in the packages of this machine what Lambda has too, when nothing else has it."""

    def __init__(self, folders):
        self.folders = folders

    def find_spec(self, name, path, target=None):
        if path is not None or name not in PROVIDED:
            return None
        return importlib.machinery.PathFinder.find_spec(name, self.folders)


def _leave_packages_out():
    """Python itself stays on the path; what somebody has installed on this machine is not on Lambda."""
    own = os.path.dirname(os.__file__)
    here = os.path.dirname(__file__)

    def is_python(folder):
        name = os.path.basename(folder)
        return folder in (own, here) or name == "lib-dynload" or (name.startswith("python") and name.endswith(".zip"))

    folders = [folder for folder in sys.path if not is_python(folder)]
    sys.path[:] = [folder for folder in sys.path if is_python(folder)]
    # Packages under development are found by finders of their own.
    machinery = importlib.machinery
    standard = (machinery.BuiltinImporter, machinery.FrozenImporter, machinery.PathFinder)
    sys.meta_path[:] = [finder for finder in sys.meta_path if finder in standard]
    sys.meta_path.append(_Provided(folders))


class _AfterImport(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Runs `then` on one module right after it was loaded, without loading it for those who never do."""

    def __init__(self, name, then):
        self.name = name
        self.then = then
        self.spec = None

    def find_spec(self, name, path, target=None):
        if name != self.name:
            return None
        sys.meta_path.remove(self)
        self.spec = importlib.util.find_spec(name)
        return importlib.util.spec_from_loader(name, self, origin=self.spec.origin) if self.spec else None

    def create_module(self, spec):
        return importlib.util.module_from_spec(self.spec)

    def exec_module(self, module):
        module.__spec__ = self.spec
        self.spec.loader.exec_module(module)
        self.then(module)


def _redirect_old_botocore(module):
    """botocore before 1.31 knows no AWS_ENDPOINT_URL."""
    real = module.Session.create_client

    def create_client(self, service_name, *args, **kwargs):
        if len(args) < 5 and kwargs.get("endpoint_url") is None:
            own = os.environ.get("AWS_ENDPOINT_URL_" + service_name.upper().replace("-", "_").replace(" ", "_"))
            kwargs["endpoint_url"] = own or os.environ.get("AWS_ENDPOINT_URL")
        return real(self, service_name, *args, **kwargs)

    module.Session.create_client = create_client


_install_time()
if "SECROT_PACED_FROM_MS" in os.environ:
    _install_pacing(float(os.environ.pop("SECROT_PACED_FROM_MS")))
_install_loopback_only()
if "SECROT_RANDOM_SEED" in os.environ:
    import random

    random.seed(int(os.environ.pop("SECROT_RANDOM_SEED")))
_leave_packages_out()
sys.meta_path.insert(0, _AfterImport("botocore.session", _redirect_old_botocore))
