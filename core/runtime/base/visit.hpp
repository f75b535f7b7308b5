// Combines several lambdas into one visitor of a std::variant.
#pragma once

namespace mydocker::base {

template <class... Functions>
struct Overload : Functions... {
  using Functions::operator()...;
};
template <class... Functions>
Overload(Functions...) -> Overload<Functions...>;

}  // namespace mydocker::base
