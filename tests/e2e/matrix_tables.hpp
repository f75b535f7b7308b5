// Who reaches whom, as tables.
//
// A column is who asks, a row is who is asked, at which port, and by what: i(cmp), t(cp), u(dp),
// s(ctp). A port of somebody else, which leads to him, has his name behind it.
//   +  reached, and seen with an address of its own
//   m  reached, and seen with the host's
//   >  heard with an address of its own, but the answer finds no way back
//   .  not heard by who was asked
//   *  not asked
// No program here speaks SCTP: who is heard is reached.
// In network netn are a and b, in neto o; i and j are in an internal one, p and q in one without
// icc, r in a routed one, u in one whose ports are open (nat-unprotected), x and y in an internal
// one without a gateway, f in one that allows neto and lan, m in one without masquerade, h in one
// that is open in IPv6 alone.
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
r          :80 itus . . . . . . . + . . . . . .   .   +
u          :80 itus + + + . . + + + + . . + + +   +   +
x          :80 itus . . . . . . . . . + + . . .   .   .
y          :80 itus . . . . . . . . . + + . . .   .   .
f          :80 itus . . + . . . . . . . . + . +   .   +
m          :80 itus . . . . . . . . . . . . + .   .   +
lan        :80 itus m m m . . m m + m . . m + +   +   +
wan        :80 itu  m m m . . m m + m . . m > +   +   +
wan        :80 s    m m m . . m m + m . . m + +   +   +
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

// What is open in one family is closed in the other.
inline constexpr const char* kHalfOpenV4 = R"(
                    h a o i r u lan wan host
h          :80 itus + . . . . . .   .   +
)";
inline constexpr const char* kHalfOpenV6 = R"(
                    h a o i r u lan wan host
h          :80 itus + + + . + + +   +   +
)";

// Containers that are kept apart reach each other's published ports by the host, unless the rules
// of ip see bridged frames: then the port is translated inside the bridge, which keeps them apart.
inline constexpr const char* kApart = R"(
                        p q
host@lan   :8084>q tu   m m
)";
inline constexpr const char* kApartInsideTheBridge = R"(
                        p q
host@lan   :8084>q tu   . .
)";

// What is published at 127.0.0.1 is the host's own; other namespaces have a 127.0.0.1 themselves.
inline constexpr const char* kLoopback = R"(
                        b o lan host
loop       :8080>a tus  . . .   +
loop       :8081>a tu   . . .   +
loop       :8082>a t    . . .   .
loop       :8084>q tu   . . .   +
)";

// The same, for what the table forbids, without the rules.
inline constexpr const char* kWithoutForwardRules = R"(
                    a b o i j p q r u x y f m lan wan host
a          :80 itus + + + + + + + + + . . + + +   +   +
)";

}  // namespace mydocker::testing
