"""Lets the process of a function wait in the sandbox's time: a wait is over when the sandbox says so, or when what is
waited for happens. Real time decides nothing but when to look again."""

import http.client
import json
import os
import queue
import select
import selectors
import socket
import threading
import time

import sitecustomize

_HOST, _, _PATH = os.environ["AWS_LAMBDA_RUNTIME_API"].partition("/")
_SANDBOX_PORT = int(os.environ["AWS_ENDPOINT_URL"].rpartition(":")[2])
_LOOK_S = 0.02
# So many looks in a row without a byte, and a connection to something that is not the sandbox counts as silent.
_SILENT_LOOKS = 5

_allocate_lock = threading.Lock
_real_join = threading.Thread.join
_real_recv = socket.socket.recv
_real_recv_into = socket.socket.recv_into
_Selector = selectors.DefaultSelector
_real_select = _Selector.select


class _Wait:
    def __init__(self, seconds, kind, is_woken):
        self.is_woken = is_woken
        self.due = None if seconds is None else sitecustomize.stands_at() + max(seconds, 0) * 1000
        self.kind = kind
        self.looks = 0
        self.looked_at_us = 0


class _Pacing:
    is_open = False
    connection = None
    asking = _allocate_lock()
    asks = None
    waits = {}
    own_threads = set()


def begin(now_ms):
    """An event has come."""
    sitecustomize.stand_at(now_ms)
    _Pacing.is_open = True


def end():
    """Its answer is on the way."""
    _Pacing.is_open = False


def leave_out(thread):
    """A thread of the runtime itself."""
    _Pacing.own_threads.add(thread.ident)


def _ask():
    waits = list(_Pacing.waits.values())
    dues = [wait.due for wait in waits if wait.due is not None]
    foreign = any(wait.kind == "foreign" for wait in waits)
    in_flight = sum(wait.kind == "request" for wait in waits)
    body = {"inFlight": in_flight, "foreign": foreign, **({"earliestAt": min(dues)} if dues else {})}
    if foreign:
        # What came before has been read.
        body["readAtUs"] = min(wait.looked_at_us for wait in waits if wait.kind == "foreign")
    answer = _exchange(body)
    sitecustomize.stand_at(answer["nowMs"])
    if answer.get("again"):
        answer = _exchange({"inFlight": in_flight, "foreign": foreign})
        sitecustomize.stand_at(answer["nowMs"])


def _exchange(body):
    if _Pacing.connection is None:
        _Pacing.connection = http.client.HTTPConnection(_HOST)
    _Pacing.connection.request("POST", f"/{_PATH}/secrot/idle", json.dumps(body))
    return json.loads(_Pacing.connection.getresponse().read())


def _all_wait():
    alive = {thread.ident for thread in threading.enumerate()} - _Pacing.own_threads
    if not alive <= _Pacing.waits.keys():
        return False
    waits = list(_Pacing.waits.values())
    # Who has been woken has not left its wait yet.
    return all(wait.kind != "foreign" or wait.looks >= _SILENT_LOOKS for wait in waits) and not any(
        wait.is_woken() for wait in waits
    )


def _wait(look, seconds, kind="nothing", is_woken=lambda: False):
    """Until `look`, which is given real seconds, finds something, or until that much virtual time has passed."""
    own = threading.get_ident()
    wait = _Wait(seconds, kind, is_woken)
    # What only others can end is looked for in real time first; a plain sleep is not.
    pause = 0 if kind == "nothing" else _LOOK_S
    _Pacing.waits[own] = wait
    try:
        while True:
            wait.looked_at_us = int(sitecustomize.real_monotonic() * 1_000_000)
            found = look(pause)
            wait.looks += 1
            if found or (wait.due is not None and sitecustomize.stands_at() >= wait.due):
                return found
            pause = _LOOK_S
            if _all_wait() and _Pacing.asking.acquire(False):
                _Pacing.asks = own
                try:
                    _ask()
                finally:
                    _Pacing.asks = None
                    _Pacing.asking.release()
                if kind == "nothing":
                    pause = 0
    finally:
        _Pacing.waits.pop(own, None)


def _real_pause(seconds):
    if seconds > 0:
        select.select([], [], [], seconds)


def _sleep(seconds):
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    _wait(_real_pause, seconds)


def _await_bytes(sock):
    """Blocks until something can be read; raises TimeoutError once the socket's own time is over."""
    timeout = sock.gettimeout()
    if timeout == 0 or not _Pacing.is_open or _Pacing.asks == threading.get_ident():
        return
    try:
        kind = "request" if sock.getpeername()[1] == _SANDBOX_PORT else "foreign"
    except (OSError, IndexError):
        kind = "foreign"
    if not _wait(lambda pause: select.select([sock], [], [], pause)[0], timeout, kind):
        raise TimeoutError("timed out")


def _recv(self, *args):
    _await_bytes(self)
    return _real_recv(self, *args)


def _recv_into(self, *args, **kwargs):
    _await_bytes(self)
    return _real_recv_into(self, *args, **kwargs)


def _acquire(lock, pause):
    return lock.acquire(True, pause) if pause > 0 else lock.acquire(False)


def _condition_wait(self, timeout=None):
    """As Condition.wait of the standard library, but for its time."""
    if not self._is_owned():
        raise RuntimeError("cannot wait on un-acquired lock")
    waiter = _allocate_lock()
    waiter.acquire()
    self._waiters.append(waiter)
    saved = self._release_save()
    got = False
    try:
        got = _wait(lambda pause: _acquire(waiter, pause), timeout, is_woken=lambda: not waiter.locked())
        return got
    finally:
        self._acquire_restore(saved)
        if not got and waiter in self._waiters:
            self._waiters.remove(waiter)


def _join(self, timeout=None):
    def look(pause):
        _real_join(self, pause)
        return not self.is_alive()

    _wait(look, timeout, is_woken=lambda: not self.is_alive())


def _selector_select(self, timeout=None):
    if timeout is not None and timeout <= 0:
        return _real_select(self, timeout)
    # An event loop's own way to be woken is the first.
    kind = "foreign" if len(self.get_map()) > 1 else "nothing"
    return _wait(lambda pause: _real_select(self, pause), timeout, kind)


def install():
    time.sleep = _sleep
    socket.socket.recv = _recv
    socket.socket.recv_into = _recv_into
    threading.Condition.wait = _condition_wait
    threading.Thread.join = _join
    _Selector.select = _selector_select
    # The other one waits outside of Python, where nobody can see it.
    queue.SimpleQueue = queue._PySimpleQueue
