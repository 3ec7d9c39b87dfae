"""Files that list all of a site, made in a process of their own: python -m backstory.serve.site.listing ARCHIVE SITE

For 24 years of events that takes seconds of a processor and hundreds of megabytes, for a few requests a day.
"""

import subprocess
import sys
import zlib

import msgspec

from backstory.render import Site
from backstory.serve.answers import ProblemError
from backstory.store import Archive
from backstory.store.changes import Moment

_LIMIT_S = 120.0

_Files = dict[str, bytes]


class SiteFiles:
    """The sitemap and what else lists the site, kept compressed until the archive changes. For one thread."""

    def __init__(self, archive: str, site: Site) -> None:
        self._command = (
            sys.executable,
            "-m",
            "backstory.serve.site.listing",
            archive,
            msgspec.json.encode(site).decode(),
        )
        self._files: _Files = {}
        self._moment: Moment | None = None

    def find(self, path: str, moment: Moment) -> bytes | None:
        """Give a file as `publish` would write it; None where there is none. Raises ProblemError."""
        if moment != self._moment:
            self._files, self._moment = self._make(), moment
        packed = self._files.get(path)
        return zlib.decompress(packed) if packed is not None else None

    def _make(self) -> _Files:
        try:
            done = subprocess.run(self._command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=_LIMIT_S)
        except subprocess.TimeoutExpired as error:
            raise ProblemError(503, "Listing all pages took too long.", {"Retry-After": "600"}) from error
        if done.returncode:
            raise ProblemError(503, "The list of all pages could not be made.", {"Retry-After": "60"})
        return msgspec.msgpack.decode(done.stdout, type=_Files)


def list_site(archive: str, site: Site) -> bytes:
    """Give all files that are no pages, by path, each compressed."""
    from backstory.pipeline.listing import render_site_files

    with Archive(archive, read_only=True) as opened, opened.reading():
        files = render_site_files(opened, site)
    return msgspec.msgpack.encode({path: zlib.compress(body, 5) for path, body in files.items()})


if __name__ == "__main__":
    sys.stdout.buffer.write(list_site(sys.argv[1], msgspec.json.decode(sys.argv[2], type=Site)))
