"""Slow down those who try too often. In memory: one count per process of the server."""

import time
from collections import OrderedDict, deque
from threading import Lock


class RateLimit:
    """Allow ``limit`` events per key within ``seconds``; at most ``keys`` are kept."""

    def __init__(self, limit, seconds, keys=10_000, clock=time.monotonic):
        self.limit, self.seconds, self.keys = limit, seconds, keys
        self._clock = clock
        self._events = OrderedDict()
        self._lock = Lock()

    def is_free(self, key):
        """Whether ``key`` may go on, without counting anything."""
        with self._lock:
            return len(self._recent(key)) < self.limit

    def count(self, key):
        """Count one event of ``key``."""
        with self._lock:
            self._recent(key).append(self._clock())

    def clear(self):
        with self._lock:
            self._events.clear()

    def _recent(self, key):
        """Return the events of ``key`` within the window; forget the oldest keys."""
        events = self._events.setdefault(key, deque(maxlen=self.limit))
        self._events.move_to_end(key)
        start = self._clock() - self.seconds
        while events and events[0] <= start:
            events.popleft()
        while len(self._events) > self.keys:
            self._events.popitem(last=False)
        return events
