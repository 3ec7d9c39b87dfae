import pytest

from backstory.sources.domains import find_domain, find_owner_part


@pytest.mark.parametrize(
    ("host", "domain", "owner"),
    [
        ("news.bbc.co.uk", "bbc.co.uk", "bbc"),
        ("someone.blogspot.com", "someone.blogspot.com", "someone"),
        ("www.ck", "www.ck", "www"),
        ("bbc.kawasaki.jp", "bbc.kawasaki.jp", "bbc.kawasaki.jp"),
        ("192.0.2.1", "192.0.2.1", "192.0.2.1"),
        ("co.uk", "co.uk", "co.uk"),
        # In national letters and as they are sent, each in the letters that it came in.
        ("news.bücher.example.公司.cn", "example.公司.cn", "example"),
        ("news.example.xn--55qx5d.cn", "example.xn--55qx5d.cn", "example"),
        ("a.xn--bcher-kva.de", "xn--bcher-kva.de", "xn--bcher-kva"),
        ("a.xn--zzzzzzzzz.de", "xn--zzzzzzzzz.de", "xn--zzzzzzzzz"),
    ],
)
def test_a_domain_is_what_somebody_registered_below_a_public_suffix(host: str, domain: str, owner: str) -> None:
    assert (find_domain(host), find_owner_part(host)) == (domain, owner)
