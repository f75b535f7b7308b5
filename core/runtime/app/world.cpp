#include "runtime/app/parts.hpp"

namespace mydocker::app {

Error World::held(const std::string& owner) const {
  if (const auto left = leftovers.find(owner); left != leftovers.end()) return left->second;
  return Error(ErrorKind::busy, "another command is at work on it").hint("try again in a moment");
}

}  // namespace mydocker::app
