"""The API's documentation as a page, made from its OpenAPI document."""

from backstory.render.api import render_api
from backstory.serve.answers import Answer
from backstory.serve.api.openapi import describe_api
from backstory.serve.api.routes import API
from backstory.serve.delivery import Asked, Send
from backstory.serve.desk import Desk
from backstory.serve.readers import Reader
from backstory.serve.site.addressing import MEDIA_TYPES

DOCS = f"{API}/docs"


async def serve_documentation(desk: Desk, asked: Asked, send: Send) -> None:
    """Answer with the page."""

    def make(reader: Reader) -> Answer:
        document = describe_api(desk.site.base_url, desk.site.title)
        return Answer(200, MEDIA_TYPES["html"], render_api(document, desk.site))

    await desk.answer(("docs",), asked, send, make)
