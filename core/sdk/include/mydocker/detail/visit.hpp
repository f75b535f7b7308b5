// Calls a visitor with the struct of a resource. Not part of the SDK: a new type of resource breaks
// every complete visitor. Drivers use Resource::get_if().
#pragma once

#include <utility>
#include <variant>

#include "mydocker/resource.hpp"

namespace mydocker::detail {

// Combines several lambdas into one visitor.
template <class... Functions>
struct Overload : Functions... {
  using Functions::operator()...;
};
template <class... Functions>
Overload(Functions...) -> Overload<Functions...>;

struct ResourceAccess {
  static const ResourceKinds& kind(const Resource& resource) noexcept { return resource.kind_; }
  static ResourceKinds& kind(Resource& resource) noexcept { return resource.kind_; }
};

template <class Visitor>
decltype(auto) visit(Visitor&& visitor, const Resource& resource) {
  return std::visit(std::forward<Visitor>(visitor), ResourceAccess::kind(resource));
}
template <class Visitor>
decltype(auto) visit(Visitor&& visitor, Resource& resource) {
  return std::visit(std::forward<Visitor>(visitor), ResourceAccess::kind(resource));
}

}  // namespace mydocker::detail
