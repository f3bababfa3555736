"""Which IP addresses a fetch may connect to: the public internet, and what the user opened.

Feeds and pages can name any host, so without this rule a stranger's feed could make the daemon
ask its own machine or its owner's network. Pure; it never resolves a name. The list is our own
because `ipaddress.is_global` is True for NAT64, 6to4, site-local and multicast addresses.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# IANA special-purpose address registry, IPv4 (RFC 6890 and what came after).
FORBIDDEN_V4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network: on Linux it reaches the machine itself
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, where clouds serve their secrets
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)

# All global unicast addresses are in 2000::/3 (RFC 4291 2.4). What lies outside needs no list:
# loopback, IPv4-mapped and -compatible, NAT64, unique local, link-local, site-local, multicast.
GLOBAL_V6 = IPv6Network("2000::/3")
FORBIDDEN_V6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # IETF protocols, with Teredo, ORCHID and benchmarking
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: an IPv4 address in disguise
        "3fff::/20",  # documentation
    )
)


def is_allowed(address: Address, allow_networks: Sequence[Network]) -> bool:
    """Say whether a connection to `address` may be opened.

    allow_networks: What the user opened besides the public internet. An IPv4 network does not
        open the same addresses written as IPv6.
    """
    if any(address in network for network in allow_networks):
        return True
    if isinstance(address, IPv4Address):
        return not any(address in network for network in FORBIDDEN_V4)
    return address in GLOBAL_V6 and not any(address in network for network in FORBIDDEN_V6)
