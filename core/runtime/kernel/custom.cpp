#include "runtime/kernel/nouns.hpp"

namespace mydocker::kernel {
namespace {

Error not_known(const Custom& custom) {
  return {ErrorKind::internal, "the kernel room has no kind \"" + custom.kind + "\""};
}

}  // namespace

Result<Observation> observe(Namespaces& /*namespaces*/, const Custom& custom) {
  return not_known(custom);
}

Result<void> create(Namespaces& /*namespaces*/, const Custom& custom) { return not_known(custom); }

Result<void> raise(Namespaces& /*namespaces*/, const Custom& custom) { return not_known(custom); }

Result<void> destroy(Namespaces& /*namespaces*/, const Custom& custom) { return not_known(custom); }

}  // namespace mydocker::kernel
