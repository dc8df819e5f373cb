"""Loaded by Python itself before anything of a function: the sandbox's time, loopback only, old SDKs."""

import datetime
import importlib.abc
import importlib.util
import os
import socket
import sys
import time

_real_time = time.time
_real_time_ns = time.time_ns
_real_gmtime = time.gmtime
_real_localtime = time.localtime
_real_datetime = datetime.datetime
_real_date = datetime.date


class _Clock:
    offset_ms = float(os.environ.get("SECROT_CLOCK_OFFSET_MS", "0"))


def move_clock(offset_ms):
    """Called by the bootstrap with each event, since virtual time moves while a process is warm."""
    _Clock.offset_ms = offset_ms


def _now():
    return _real_time() + _Clock.offset_ms / 1000


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
    time.time_ns = lambda: _real_time_ns() + int(_Clock.offset_ms * 1_000_000)
    time.gmtime = lambda seconds=None: _real_gmtime(_now() if seconds is None else seconds)
    time.localtime = lambda seconds=None: _real_localtime(_now() if seconds is None else seconds)
    for name, replacement in (("datetime", _DateTime), ("date", _Date)):
        replacement.__name__ = replacement.__qualname__ = name
        replacement.__module__ = "datetime"
        setattr(datetime, name, replacement)


def _is_loopback(host):
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    return not host or host in ("localhost", "::1") or host.startswith("127.")


def _refuse(host):
    raise ConnectionRefusedError(
        f"secrot sandbox: the connection to {host} was refused; a function here reaches loopback only. "
        "An AWS SDK that comes here ignored AWS_ENDPOINT_URL."
    )


def _install_loopback_only():
    """Guards against accidents; it cannot hold code that wants to get out."""

    def guarded(original):
        def connect(self, address):
            if isinstance(address, tuple) and not _is_loopback(address[0]):
                _refuse(address[0])
            return original(self, address)

        return connect

    real_getaddrinfo = socket.getaddrinfo

    def getaddrinfo(host, *args, **kwargs):
        if not _is_loopback(host):
            _refuse(host)
        return real_getaddrinfo(host, *args, **kwargs)

    socket.socket.connect = guarded(socket.socket.connect)
    socket.socket.connect_ex = guarded(socket.socket.connect_ex)
    socket.getaddrinfo = getaddrinfo


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
_install_loopback_only()
sys.meta_path.insert(0, _AfterImport("botocore.session", _redirect_old_botocore))
