"""The changing commands, with the state before each, and what must work before and after it."""
import dataclasses

from testbed import HOST4, HOST6, OUTSIDE4, PARENT_PREFIX, ROUTER, Probe, sh

NETWORK = "create n --subnet 10.77.0.0/24 --subnet fd77::/64"
CONNECT = "connect n a --ip 10.77.0.9 --ip6 fd77::9"
PORTS = CONNECT + " -p 8080:80"
OTHERS = ("create o --subnet 10.66.0.0/24", "connect o d --ip 10.66.0.9 -p 9090:80")
LAN = f"create n --driver macvlan -o parent=par0 --subnet {PARENT_PREFIX} --gateway {ROUTER}"
CONNECT_TO_LAN = "connect n a --ip 192.0.2.9"
APPLY = "apply -f /run/"
DRIVER = "create n --driver fresh --subnet 10.77.0.0/24"
CONNECT_WITH_DRIVER = "connect n a --ip 10.77.0.9"
ALIVE, PUBLISHED, ON_LAN = "alive", "published", "on the LAN"


@dataclasses.dataclass
class Scenario:
    name: str
    before: tuple  # command lines that lead from a clean host to the state before
    line: str
    back: tuple  # from the state after to the state before
    works: tuple  # the sets of probes that must succeed: (before, after)
    others: bool = False  # another network with a published port is alive
    prepare: object = None  # called after `before`
    repeatable: bool = True  # the command is no error in the state after

    def before_lines(self):
        return (*(OTHERS if self.others else ()), *self.before)


def probes_of(works, others):
    """What must be reachable, and what must never be. None: only the other network is probed."""
    probes = []
    if works is not None:
        published = "a" if PUBLISHED in works else ""
        probes = [Probe("outside", "10.77.0.9", 80, ""), Probe("d", "10.77.0.9", 80, ""),
                  Probe("outside", HOST4, 8080, published), Probe("outside", HOST6, 8080, published)]
        if ALIVE in works:
            probes += [Probe("", "10.77.0.9", 80, "a"), Probe("", "fd77::9", 80, "a"), Probe("a", OUTSIDE4, 80, "outside")]
        if ON_LAN in works:
            probes += [Probe("router", "192.0.2.9", 80, "a"), Probe("a", ROUTER, 80, "router")]
    if others:
        probes += [Probe("outside", HOST4, 9090, "d"), Probe("outside", "10.66.0.9", 80, "")]
    return probes


def delete_tables(_testbed=None):
    for family in ("inet", "bridge"):
        sh("nft", "delete", "table", family, "mydocker", check=False)


def both(name, **rest):
    """The same command alone on the host, and beside another network."""
    return [Scenario(name, **rest), Scenario(name + "_beside", others=True, **rest)]


SCENARIOS = {one.name: one for one in (
    *both("create", before=(), line=NETWORK, back=("rm n",), works=((), ())),
    *both("connect", before=(NETWORK,), line=PORTS, back=("disconnect n a",), works=((), (ALIVE, PUBLISHED))),
    *both("publish", before=(NETWORK, CONNECT), line="publish n a 8080:80", back=("unpublish n a all",),
          works=((ALIVE,), (ALIVE, PUBLISHED))),
    *both("unpublish", before=(NETWORK, PORTS), line="unpublish n a all", back=("publish n a 8080:80",),
          works=((ALIVE, PUBLISHED), (ALIVE,))),
    *both("update", before=(NETWORK, CONNECT), line="update n -o allow-from=up0 --label k=v",
          back=("update n --opt-rm allow-from --label-rm k",), works=((ALIVE,), None)),
    *both("disconnect", before=(NETWORK, PORTS), line="disconnect n a", back=(PORTS,), works=((ALIVE, PUBLISHED), ())),
    *both("rm", before=(NETWORK,), line="rm n", back=(NETWORK,), works=((), ())),
    Scenario("prune", before=(NETWORK,), line="prune --force", back=(NETWORK,), works=((), ()), others=True),
    Scenario("reload", before=(NETWORK, PORTS), line="reload --all", back=(), works=(None, (ALIVE, PUBLISHED)), others=True,
             prepare=delete_tables),
    *both("apply", before=(APPLY + "first.yaml",), line=APPLY + "second.yaml", back=(APPLY + "first.yaml",),
          works=((), ())),
    *both("macvlan_create", before=(), line=LAN, back=("rm n",), works=((), ())),
    Scenario("macvlan_connect", before=(LAN,), line=CONNECT_TO_LAN, back=("disconnect n a",), works=((), (ON_LAN,))),
    Scenario("macvlan_disconnect", before=(LAN, CONNECT_TO_LAN), line="disconnect n a", back=(CONNECT_TO_LAN,),
             works=((ON_LAN,), ())),
    *both("macvlan_rm", before=(LAN,), line="rm n", back=(LAN,), works=((), ())),
    Scenario("driver_create", before=(), line=DRIVER, back=("rm n",), works=((), ())),
    # The first connection gives the bridge its link-local address, which stays.
    Scenario("driver_connect", before=(DRIVER, CONNECT_WITH_DRIVER, "disconnect n a"), line=CONNECT_WITH_DRIVER,
             back=("disconnect n a",), works=((), None)),
    Scenario("driver_disconnect", before=(DRIVER, CONNECT_WITH_DRIVER), line="disconnect n a", back=(CONNECT_WITH_DRIVER,),
             works=(None, ())),
    Scenario("driver_rm", before=(DRIVER,), line="rm n", back=(DRIVER,), works=((), ())),
)}
