"""Publish: an archive to a folder that any web server can serve.

Takes an archive and a folder, gives the site's files in it: plans every path, refuses what would collide, writes only
what changed, and swaps so that no reader sees half a page or a link to nothing. The only package that writes site
files. Never decides what a page says (`backstory.views`) or how it looks (`backstory.render`).
"""

from backstory.publish.publishing import PublishReport, publish_site
from backstory.publish.searching import has_pagefind
from backstory.render.site import Extras

__all__ = ["Extras", "PublishReport", "has_pagefind", "publish_site"]
