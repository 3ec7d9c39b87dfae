"""The time at which something undated is recorded."""

import os
import time


def read_clock() -> str:
    """Now, in UTC to the second; the moment that SOURCE_DATE_EPOCH names where a build must be repeatable."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    seconds = int(epoch) if epoch.isdigit() else int(time.time())
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
