"""Which addresses a fetch may connect to."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest

from monitor.adapters.addresses import is_allowed

PUBLIC = [
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.167.255.255",
    "192.169.0.0",
    "223.255.255.255",
    "2a00:1450:4001:80b::200e",
    "2606:4700:4700::1111",
    "2001:200::1",
]
FORBIDDEN = [
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456:789a::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]


def networks(*names):
    """Build what the user opened."""
    return tuple(ip_network(name) for name in names)


@pytest.mark.parametrize("address", PUBLIC)
def test_the_public_internet_is_open(address):
    """Addresses that anyone may reach need no permission, up to the edges of what is not."""
    assert is_allowed(ip_address(address), ())


@pytest.mark.parametrize("address", FORBIDDEN)
def test_everything_else_is_closed(address):
    """Our own machine, our own network and addresses that hide another one are refused."""
    assert not is_allowed(ip_address(address), ())


def test_the_user_may_open_a_network():
    """What the user names is allowed, to its edges and not beyond."""
    opened = networks("127.0.0.0/8", "10.1.0.0/16", "fd00::/8")
    allowed = [
        name
        for name in ("127.0.0.1", "127.9.9.9", "10.1.255.255", "10.2.0.0", "fd12::1", "::1")
        if is_allowed(ip_address(name), opened)
    ]

    assert allowed == ["127.0.0.1", "127.9.9.9", "10.1.255.255", "fd12::1"]


def test_an_opened_network_does_not_open_its_disguises():
    """The same machine written as IPv6 stays closed."""
    opened = networks("127.0.0.0/8")

    assert not is_allowed(ip_address("::ffff:127.0.0.1"), opened)


def test_opening_one_network_closes_no_other():
    """The public internet stays open beside it."""
    assert is_allowed(ip_address("1.1.1.1"), networks("127.0.0.0/8"))
