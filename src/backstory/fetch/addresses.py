"""Which internet addresses are the public internet, and which belong to this machine, its network or its provider."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# The IANA special-purpose registries, written out: what `ipaddress.is_global` says differs between Python versions.
# https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry
_SPECIAL = tuple(
    (ip_network(network), what)
    for network, what in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by a provider's customers"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local, cloud metadata"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "documentation"),
        ("192.31.196.0/24", "AS112"),
        ("192.52.193.0/24", "AMT"),
        ("192.88.99.0/24", "6to4 relays"),
        ("192.168.0.0/16", "private"),
        ("192.175.48.0/24", "AS112"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("168.63.129.16/32", "cloud metadata"),  # a public number that Azure answers from inside
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("100::/64", "discarded"),
        ("100:0:0:1::/64", "dummy prefix"),
        ("2001::/23", "protocol assignments"),
        ("2001:db8::/32", "documentation"),
        ("2620:4f:8000::/48", "AS112"),
        ("3fff::/20", "documentation"),
        ("5f00::/16", "segment routing"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
    )
)
_UNICAST_IPV6 = ip_network("2000::/3")  # all that was ever assigned to anybody
# IPv6 addresses that stand for IPv4 ones or lead through tunnels: no site of the public web needs them, and each is
# another spelling of an address inside. On a network with DNS64 the operator allows NAT64's own prefix.
_TRANSLATED = tuple(
    (ip_network(network), what)
    for network, what in (
        ("::ffff:0:0/96", "IPv4-mapped"),
        ("::ffff:0:0:0/96", "IPv4-translated"),
        ("64:ff9b::/96", "NAT64"),
        ("64:ff9b:1::/48", "a local NAT64 prefix"),
        ("::/96", "IPv4-compatible"),
        ("2002::/16", "a 6to4 tunnel"),
        ("2001::/32", "a Teredo tunnel"),
    )
)
_NAT64 = ip_network("64:ff9b::/96")


def find_objection(address: str, allowed: tuple[Network, ...] = ()) -> str:
    """What speaks against connecting to this address: a few words, or nothing for the public internet.

    `allowed` are networks of one's own that are fine all the same; where NAT64's is, the IPv4 address inside is judged.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return "not an internet address"
    if isinstance(found, IPv6Address) and found.scope_id:
        return "it names a network interface"
    if any(found.version == network.version and found in network for network in allowed):
        if found.version == 6 and found in _NAT64:
            return find_objection(str(IPv4Address(int(found) & 0xFFFFFFFF)), allowed)
        return ""
    for network, what in _SPECIAL + _TRANSLATED:
        if found.version == network.version and found in network:
            return what
    return "reserved" if found.version == 6 and found not in _UNICAST_IPV6 else ""
