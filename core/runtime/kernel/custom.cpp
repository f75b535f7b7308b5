#include "runtime/kernel/resource_ops.hpp"

namespace mydocker::kernel {
namespace {

Error not_known(const Custom& custom) {
  return {ErrorKind::internal, "the kernel module has no kind \"" + custom.kind + "\""};
}

}  // namespace

Result<Observation> observe(Namespaces& /*namespaces*/, const Custom& custom) {
  return not_known(custom);
}

Result<void> create(Namespaces& /*namespaces*/, const Custom& custom) { return not_known(custom); }

Result<void> bring_up(Namespaces& /*namespaces*/, const Custom& custom) {
  return not_known(custom);
}

Result<void> destroy(Namespaces& /*namespaces*/, const Custom& custom) { return not_known(custom); }

}  // namespace mydocker::kernel
