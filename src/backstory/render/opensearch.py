"""The OpenSearch description: browsers can add the site's search to theirs."""

from backstory.render.safety import encode_legal, escape_xml
from backstory.render.site import Site

OPENSEARCH_PATH = "/opensearch.xml"
# The longest that OpenSearch 1.1 allows for a short name.
_LONGEST_NAME = 16


def render_opensearch(site: Site) -> bytes:
    """Give the description; the site's address has to be known."""
    return encode_legal(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">'
        f"<ShortName>{escape_xml(site.title[:_LONGEST_NAME].strip())}</ShortName>"
        f"<Description>{escape_xml(site.title)}: the news and its backstory</Description>"
        "<InputEncoding>UTF-8</InputEncoding><OutputEncoding>UTF-8</OutputEncoding><Language>en</Language>"
        f'<Url type="text/html" template="{escape_xml(site.locate("/search.html"))}?q={{searchTerms}}"/>'
        "</OpenSearchDescription>\n"
    )
