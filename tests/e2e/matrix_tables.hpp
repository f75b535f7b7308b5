// The packet matrix: which client reaches which address, as tables.
//
// A column is a client. A row is a target with a port and protocols: i(cmp), t(cp), u(dp), s(ctp).
// If the port is forwarded to another place, the name of that place follows.
//   +  reached; the server sees the client's own address
//   m  reached; the server sees the address of the host (masquerade)
//   >  received with the client's own address, but the reply has no route back
//   .  not received by the target
//   *  not tested
// SCTP has no server here: a received packet counts as reached. The containers are in these
// networks:
// - a and b: netn
// - o: neto
// - i and j: an internal network
// - p and q: a network without icc
// - r: a routed network; it replies to ping from everywhere
// - u: a network with open ports (nat-unprotected)
// - x and y: an internal network without a gateway
// - f: a network that allows neto and lan
// - m: a network without masquerade
// - h: a network that is open only in IPv6
#pragma once

namespace mydocker::testing {

inline constexpr const char* kUnpublished = R"(
                    a b o i j p q r u x y f m lan wan host
a          :80 itus + + . . . . . . . . . . . .   .   +
b          :80 itus + + . . . . . . . . . . . .   .   +
o          :80 itus . . + . . . . . . . . . . .   .   +
i          :80 itus . . . + + . . . . . . . . .   .   +
j          :80 itus . . . + + . . . . . . . . .   .   +
p          :80 itus . . . . . + . . . . . . . .   .   +
q          :80 itus . . . . . . + . . . . . . .   .   +
r          :80 i    + + + . . + + + + . . + + +   +   +
r          :80 tus  . . . . . . . + . . . . . .   .   +
u          :80 itus + + + . . + + + + . . + + +   +   +
x          :80 itus . . . . . . . . . + + . . .   .   .
y          :80 itus . . . . . . . . . + + . . .   .   .
f          :80 itus . . + . . . . . . . . + . +   .   +
m          :80 itus . . . . . . . . . . . . + .   .   +
lan        :80 itus m m m . . m m + m . . m + +   .   +
wan        :80 itu  m m m . . m m + m . . m > .   +   +
wan        :80 s    m m m . . m m + m . . m + .   +   +
host@lan   :80 itus + + + + + + + + + . . + + +   +   +
host@wan   :80 itus + + + + + + + + + . . + + +   +   +
host@netn  :80 itus + + + + + + + + + . . + + +   +   +
host@inner :80 itus + + + + + + + + + . . + + +   +   +
)";

inline constexpr const char* kPublished = R"(
                        a b o i j p q r u x y f m lan wan host
host@lan   :8080>a tus  m m + . . + + + + . . + + +   +   +
host@wan   :8080>a tus  m m + . . + + + + . . + + +   +   +
host@netn  :8080>a tus  m m + . . + + + + . . + + +   +   +
host@neto  :8080>a tus  m m + . . + + + + . . + + +   +   +
host@lan   :8081>a tu   . . . . . . . . . . . . . .   .   .
host@netn  :8081>a tu   . . . . . . . . . . . . . .   .   .
host@lan   :8082>a t    m m + . . + + + + . . + + +   +   +
host@wan   :8082>a t    . . . . . . . . . . . . . .   .   .
host@netn  :8082>a t    . . . . . . . . . . . . . .   .   .
host@lan   :8083>f tu   + + + . . + + + + . . m + +   +   +
host@lan   :8084>q tu   + + + . . * * + + . . + + +   +   +
r          :8000>r tu   + + + . . + + + + . . + + +   +   +
host@lan   :8000>r tu   . . . . . . . . . . . . . .   .   .
)";

// A network that is open in one family is closed in the other.
inline constexpr const char* kHalfOpenV4 = R"(
                    h a o i r u lan wan host
h          :80 itus + . . . . . .   .   +
)";
inline constexpr const char* kHalfOpenV6 = R"(
                    h a o i r u lan wan host
h          :80 itus + + + . + + +   +   +
)";

// Containers with icc=false reach each other's published ports through the host. Exception: if
// iptables rules see bridged frames (net.bridge.bridge-nf-call-iptables), the port is translated
// inside the bridge, which blocks the packet.
inline constexpr const char* kApart = R"(
                        p q
host@lan   :8084>q tu   m m
)";
inline constexpr const char* kApartInsideTheBridge = R"(
                        p q
host@lan   :8084>q tu   . .
)";

// A port that is published at 127.0.0.1 is reachable only from the host. Other namespaces have
// their own 127.0.0.1.
inline constexpr const char* kLoopback = R"(
                        b o lan host
loop       :8080>a tus  . . .   +
loop       :8081>a tu   . . .   +
loop       :8082>a t    . . .   .
loop       :8084>q tu   . . .   +
)";

// The blocked cells of the first table, without the forward rules.
inline constexpr const char* kWithoutForwardRules = R"(
                    a b o i j p q r u x y f m lan wan host
a          :80 itus + + + + + + + + + . . + + +   +   +
)";

}  // namespace mydocker::testing
